using Actors.Capture;
using BenchmarkDotNet.Attributes;
using OpenCvSharp;

namespace Actors.Bench;

/// <summary>A camera's JPEG, decoded whole and as small as a model's 300x300 input needs it, by its size.</summary>
/// <remarks>The picture is of soft noise, which compresses to about a bit for a pixel, as a camera's does.</remarks>
[MemoryDiagnoser]
public class JpegBenchmarks
{
    private const int Quality = 85;

    private readonly PictureNeed _model = PictureNeed.None with { Covers = new Size(300, 300) };
    private readonly Mat _into = new();
    private byte[] _jpeg = [];

    public static IEnumerable<string> Sizes => ["640x480", "1280x720", "1920x1080", "3840x2160"];

    [ParamsSource(nameof(Sizes))]
    public string Size { get; set; } = "640x480";

    [GlobalSetup]
    public void Setup()
    {
        OpenCv.Require();
        var sides = Size.Split('x').Select(int.Parse).ToArray();
        using var noise = new Mat(sides[1], sides[0], MatType.CV_8UC3);
        Cv2.SetTheRNG(1);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        using var picture = noise.GaussianBlur(new Size(9, 9), 0);
        Cv2.ImEncode(".jpg", picture, out _jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
    }

    [Benchmark(Baseline = true)]
    public PictureScale Whole() => ImageDecoder.Decode(_jpeg, PictureNeed.Full, _into, Size);

    [Benchmark]
    public PictureScale Reduced() => ImageDecoder.Decode(_jpeg, _model, _into, Size);
}
