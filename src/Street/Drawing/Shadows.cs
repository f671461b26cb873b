using Actors.Street.Traffic;
using OpenCvSharp;

namespace Actors.Street.Drawing;

/// <summary>The shadows that things throw on the ground, and the pools of light before headlamps.</summary>
internal sealed class Shadows : IDisposable
{
    // The map is half as wide and high as the picture, and its middle value changes nothing.
    private const int CanvasPixels = 2 * Canvas.Oversampling;
    private const int Neutral = 128;
    private const float LongestShadow = 7;

    private readonly Camera _camera;
    private readonly Light _light;
    private readonly Mat _map;
    private readonly Mat _whole = new();
    private readonly Point[][] _corners = [.. Enumerable.Range(0, 17).Select(count => new Point[count])];

    public Shadows(Camera camera, Light light)
    {
        (_camera, _light) = (camera, light);
        _map = new Mat(camera.Height / CanvasPixels, camera.Width / CanvasPixels, MatType.CV_8UC1);
    }

    /// <summary>Throws them on a picture of the ground.</summary>
    public void Throw(IEnumerable<Placed> things, Mat picture)
    {
        _map.SetTo(Scalar.All(Neutral));
        foreach (var thing in things)
        {
            Draw(thing);
        }

        Cv2.GaussianBlur(_map, _map, new Size(5, 5), 0);
        Cv2.Resize(_map, _whole, picture.Size(), interpolation: InterpolationFlags.Linear);
        Cv2.CvtColor(_whole, _whole, ColorConversionCodes.GRAY2BGR);
        Cv2.Multiply(picture, _whole, picture, 1.0 / Neutral);
    }

    public void Dispose()
    {
        _map.Dispose();
        _whole.Dispose();
    }

    private void Draw(in Placed placed)
    {
        var size = placed.Thing.ShadowSize;
        var (sin, cos) = MathF.SinCos(placed.Heading);
        var (right, ahead) = (new Vector3(cos, -sin, 0) * (size.X / 2), new Vector3(sin, cos, 0) * (size.Y / 2));
        var at = placed.Position;
        Span<Vector3> foot = [at - right - ahead, at + right - ahead, at + right + ahead, at - right + ahead];

        // What little light reaches the ground below a thing, whatever the sky.
        Fill(foot, default, 62 + (int)(20 * (1 - _light.Sunshine)));
        var sunlight = _light.Sunlight.Y * _light.Sunshine;
        if (sunlight > 0.05f)
        {
            var length = Math.Min(LongestShadow, size.Z / Math.Max(0.1f, _light.Sun.Z));
            Fill(foot, new Vector3(-_light.Sun.X, -_light.Sun.Y, 0) * length, (int)(Neutral * _light.Sky.Y / (_light.Sky.Y + sunlight * _light.Sun.Z)));
        }
        else if (_light.IsDark && placed.Motion.Speed > 0 && size.X > 1.5f)
        {
            // The pool of light ahead.
            var nose = at + ahead * 1.1f;
            Fill([nose - right * 0.8f, nose + right * 0.8f, nose + right * 1.6f + ahead / ahead.Length() * 9, nose - right * 1.6f + ahead / ahead.Length() * 9], default, 205);
        }
    }

    private void Fill(ReadOnlySpan<Vector3> foot, Vector3 thrown, int value)
    {
        Span<Vector2> points = stackalloc Vector2[thrown == default ? foot.Length : foot.Length * 2];
        for (var i = 0; i < points.Length; i++)
        {
            var seen = _camera.ToView(foot[i % foot.Length] + (i < foot.Length ? Vector3.Zero : thrown));
            if (seen.Z < Camera.Near)
            {
                return;
            }

            points[i] = _camera.ToScreen(seen);
        }

        var hull = Outline.Hull(points);
        var corners = _corners[hull.Length];
        for (var i = 0; i < hull.Length; i++)
        {
            corners[i] = new Point((int)Math.Clamp(hull[i].X / CanvasPixels, -4000, 4000), (int)Math.Clamp(hull[i].Y / CanvasPixels, -4000, 4000));
        }

        Cv2.FillConvexPoly(_map, corners, Scalar.All(value), LineTypes.AntiAlias);
    }
}
