using OpenCvSharp;

namespace Actors.Street.Drawing;

/// <summary>What is drawn upon: twice as wide and high as the picture, and each pixel knows whose it is.</summary>
/// <remarks>
/// Pixels are blue, green, red and the number of the part that drew them, 0 where none did. Edges become smooth when the
/// canvas becomes a picture, so nothing is drawn with smooth edges, and no number is ever mixed with another.
/// </remarks>
internal sealed class Canvas(int width, int height) : IDisposable
{
    /// <summary>Pixels of the canvas in one of the picture, along each side.</summary>
    public const int Oversampling = 2;

    private const int FractionBits = 4;
    private const int MostCorners = 64;

    // Beyond the screen on each side; OpenCV's numbers are whole, and not endless.
    private const float Reach = 16000;

    private readonly int _width = width * Oversampling;
    private readonly int _height = height * Oversampling;

    // OpenCV takes arrays of just the right length.
    private readonly Point[][] _corners = [.. Enumerable.Range(0, MostCorners + 1).Select(count => new Point[count])];

    public Mat Pixels { get; } = new(height * Oversampling, width * Oversampling, MatType.CV_8UC4, Scalar.All(0));

    /// <summary>What has been drawn upon since the last <see cref="Touch"/>, in pixels of the canvas.</summary>
    public Rect Touched { get; private set; }

    /// <summary>From now on <see cref="Touched"/> is counted anew.</summary>
    public void Touch() => Touched = default;

    public void Clear() => Pixels.SetTo(Scalar.All(0));

    /// <summary>The pixel at a place; null where that is none.</summary>
    public uint? At(Vector2 place) => place.X >= 0 && place.Y >= 0 && place.X < _width && place.Y < _height ? Pixels.At<uint>((int)place.Y, (int)place.X) : null;

    /// <summary>Fills a convex shape.</summary>
    public void Fill(ReadOnlySpan<Vector2> shape, Rgb colour, byte part)
    {
        if (shape.Length is < 3 or > MostCorners || Place(shape, 1) is not { } corners)
        {
            return;
        }

        Cv2.FillConvexPoly(Pixels, corners, ToScalar(colour, part), LineTypes.Link8, FractionBits);
    }

    /// <summary>Draws a line through points.</summary>
    public void Stroke(ReadOnlySpan<Vector2> points, bool closed, float width, Rgb colour, byte part)
    {
        var thickness = Math.Clamp((int)MathF.Round(width), 1, 255);
        if (points.Length < 2 || Place(points, thickness) is not { } corners)
        {
            return;
        }

        Cv2.Polylines(Pixels, [corners], closed, ToScalar(colour, part), thickness, LineTypes.Link8, FractionBits);
    }

    public void Dispose() => Pixels.Dispose();

    private Point[]? Place(ReadOnlySpan<Vector2> shape, int margin)
    {
        var (low, high) = (shape[0], shape[0]);
        var corners = _corners[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            low = Vector2.Min(low, shape[i]);
            high = Vector2.Max(high, shape[i]);
            var at = Vector2.Clamp(shape[i], new Vector2(-Reach), new Vector2(Reach)) * (1 << FractionBits);
            corners[i] = new Point((int)MathF.Round(at.X), (int)MathF.Round(at.Y));
        }

        var left = Math.Max(0, (int)low.X - margin);
        var top = Math.Max(0, (int)low.Y - margin);
        var right = Math.Min(_width, (int)MathF.Ceiling(high.X) + margin + 1);
        var bottom = Math.Min(_height, (int)MathF.Ceiling(high.Y) + margin + 1);
        if (!(left < right && top < bottom))
        {
            return null;
        }

        var touched = new Rect(left, top, right - left, bottom - top);
        Touched = Touched.Width == 0 ? touched : Touched | touched;
        return corners;
    }

    private static Scalar ToScalar(Rgb colour, byte part) => new(255 * Math.Clamp(colour.Z, 0, 1), 255 * Math.Clamp(colour.Y, 0, 1), 255 * Math.Clamp(colour.X, 0, 1), part);
}
