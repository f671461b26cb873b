using System.Globalization;
using OpenCvSharp;

namespace Actors.Capture.Ffmpeg;

/// <summary>Frames that <c>ffmpeg</c> has decoded and reduced, as YUV4MPEG2.</summary>
/// <remarks>
/// That is a line of text that gives the size and the rate, then for each frame a line that begins with FRAME and the planes of
/// 4:2:0 YUV, half the bytes of BGR.
/// </remarks>
internal sealed class FfmpegVideo : FfmpegStream
{
    private readonly Size _full;
    private readonly PictureScale _scale;
    private readonly byte[] _buffer;
    private readonly Mat _planes;

    private FfmpegVideo(FfmpegProcess process, Size size, double rate)
        : base(process)
    {
        Rate = rate;
        _full = process.Log.FullSize;
        _scale = size == _full ? new PictureScale(size, 1, 1) : PictureScale.To(size, _full);

        // Planes of Y, U and V, the latter two of half the width and height.
        _buffer = GC.AllocateUninitializedArray<byte>(size.Width * size.Height * 3 / 2, pinned: true);
        _planes = Mat.FromPixelData(size.Height * 3 / 2, size.Width, MatType.CV_8UC1, _buffer);
    }

    public override double Rate { get; }

    /// <summary>Waits for the first frame's header; null where there is none.</summary>
    public static FfmpegVideo? From(FfmpegProcess process)
    {
        var words = (process.ReadLine() ?? "").Split(' ');
        var size = new Size(Number(words, 'W'), Number(words, 'H'));
        if (words[0] != "YUV4MPEG2" || size.Width <= 0 || size.Height <= 0 || !process.WaitForDecoder())
        {
            return null;
        }

        return new FfmpegVideo(process, size, RateOf(words));
    }

    public override bool Suffices(PictureNeed need) => Math.Round(_scale.X) <= need.MostReduction(_full);

    public override bool Exceeds(PictureNeed need) => Math.Floor(need.MostReduction(_full)) > Math.Round(_scale.X);

    public override PictureScale? Read(Mat image, PictureNeed need)
    {
        if (Process.ReadLine()?.StartsWith("FRAME", StringComparison.Ordinal) is not true || !Process.Fill(_buffer))
        {
            return null;
        }

        Cv2.CvtColor(_planes, image, ColorConversionCodes.YUV2BGR_I420);
        return _scale;
    }

    public override void Dispose()
    {
        base.Dispose();
        _planes.Dispose();
    }

    private static double RateOf(string[] words) =>
        words.FirstOrDefault(word => word.StartsWith('F')) is { } rate && rate[1..].Split(':') is [var frames, var seconds]
        && double.TryParse(frames, CultureInfo.InvariantCulture, out var numerator) && double.TryParse(seconds, CultureInfo.InvariantCulture, out var denominator)
        && denominator > 0
            ? numerator / denominator
            : 0;

    private static int Number(string[] words, char key) =>
        words.FirstOrDefault(word => word.StartsWith(key)) is { } word && int.TryParse(word.AsSpan(1), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
