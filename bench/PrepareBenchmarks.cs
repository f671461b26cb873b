using Actors.Interop;
using Actors.Prepare;
using BenchmarkDotNet.Attributes;
using OpenCvSharp;

namespace Actors.Bench;

/// <summary>One frame into a 300x300 model input, by picture size. Beside it the fewest OpenCV calls that do the same.</summary>
[MemoryDiagnoser]
public class PrepareBenchmarks
{
    private static readonly InputSpec Input = new(300, 300, 3, TensorType.UInt8, new Quantization(1 / 128f, 128));

    private readonly Mat _picture = new();
    private readonly Mat _resized = new();
    private readonly Mat _rgb = new();
    private readonly InputTensor _tensor = new(Input);
    private readonly TensorWriter _stretch = new(Input, new PrepareSettings());
    private readonly TensorWriter _letterbox = new(Input, new PrepareSettings { Resize = ResizeMode.Letterbox });

    // Through a table: what the model was trained to see is not what its quantisation says.
    private static readonly InputSpec Signed = Input with { Type = TensorType.Int8 };
    private readonly InputTensor _signedTensor = new(Signed);
    private readonly TensorWriter _quantise = new(Signed, new PrepareSettings { Normalization = Normalization.MinusOneToOne });

    public static IEnumerable<string> Sizes => ["640x480", "1280x720", "1920x1080", "3840x2160"];

    [ParamsSource(nameof(Sizes))]
    public string Size { get; set; } = "640x480";

    [GlobalSetup]
    public void Setup()
    {
        OpenCv.Require();
        var sides = Size.Split('x').Select(int.Parse).ToArray();
        _picture.Create(sides[1], sides[0], MatType.CV_8UC3);
        Cv2.Randu(_picture, Scalar.All(0), Scalar.All(255));
    }

    [Benchmark(Baseline = true)]
    public void OpenCvCalls()
    {
        Cv2.Resize(_picture, _resized, new Size(300, 300));
        Cv2.CvtColor(_resized, _rgb, ColorConversionCodes.BGR2RGB);
    }

    [Benchmark]
    public Geometry Stretch() => _stretch.Write(_picture, _tensor);

    [Benchmark]
    public Geometry Quantise() => _quantise.Write(_picture, _signedTensor);

    [Benchmark]
    public Geometry Letterbox() => _letterbox.Write(_picture, _tensor);
}
