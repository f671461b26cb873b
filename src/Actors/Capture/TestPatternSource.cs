using System.Globalization;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>A moving test pattern: a white square that wanders over grey bands, with the frame's number burnt in.</summary>
/// <remarks>The square's place follows from the frame's number (<see cref="Square"/>), so a result can be checked against its frame.</remarks>
internal sealed class TestPatternSource : IFrameSource
{
    // Everything but the square stays below this, so that the square is the brightest spot of any frame.
    private const int BrightestBand = 120;
    private const int Bands = 8;

    private readonly Mat _background;
    private readonly FramePace _pace;
    private long _sequence;

    public TestPatternSource(int width, int height, double rate)
    {
        _pace = new FramePace(rate);
        _background = new Mat(height, width, MatType.CV_8UC3);
        for (var band = 0; band < Bands; band++)
        {
            var left = width * band / Bands;
            using var strip = _background[new Rect(left, 0, width * (band + 1) / Bands - left, height)];
            strip.SetTo(Scalar.All(BrightestBand * (band + 1) / (2.0 * Bands)));
        }
    }

    public double Rate => _pace.Rate;

    public string Decoder => "";

    /// <summary>Where the square stands in a frame.</summary>
    public static Rect Square(int width, int height, long sequence)
    {
        var side = Math.Max(4, Math.Min(width, height) / 6);
        return new Rect(Bounce(sequence * Math.Max(1, width / 80), width - side), Bounce(sequence * Math.Max(1, height / 60), height - side), side, side);
    }

    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        _pace.WaitForTurn(stopping);
        _background.CopyTo(image);
        Cv2.Rectangle(image, Square(image.Width, image.Height, _sequence), Scalar.White, thickness: -1);
        var scale = Math.Max(0.3, image.Height / 480.0);
        Cv2.PutText(
            image, _sequence.ToString(CultureInfo.InvariantCulture), new Point(8, image.Height - 8),
            HersheyFonts.HersheySimplex, scale, Scalar.All(BrightestBand), thickness: (int)Math.Ceiling(scale));
        _sequence++;
        return PictureScale.Whole(image);
    }

    public void Dispose() => _background.Dispose();

    // A triangle wave: there and back again.
    private static int Bounce(long position, int span)
    {
        var phase = position % (2L * span);
        return (int)(phase <= span ? phase : 2L * span - phase);
    }
}
