using Actors.Street.Scenes;
using OpenCvSharp;

namespace Actors.Street.Lens;

/// <summary>What a camera makes of what it sees: exposure, colours, blur, vignette, noise, compression.</summary>
internal sealed class Sensor : IDisposable
{
    private const int NoiseTile = 256;

    private readonly Mat _curves = new(1, 256, MatType.CV_8UC3);
    private readonly Mat _vignette = new();
    private readonly Mat _noise = new();
    private readonly Mat _scratch = new();
    private readonly Dice _dice;
    private readonly double _blur;
    private readonly double _noiseStrength;
    private readonly double _saturation;
    private readonly int? _quality;
    private readonly bool _dark;
    private float _level = -1;

    public Sensor(Dice dice, Climate climate, Size size)
    {
        _dice = dice;
        var dark = climate.Light.IsDark;
        _blur = dice.Weighted([3, 3, 2]) switch { 0 => 0, 1 => dice.Between(0.35f, 0.7f), _ => dice.Between(0.7f, 1.25f) } * size.Height / 480.0;
        _noiseStrength = dark ? dice.Between(0.25f, 0.85f) : dice.Between(0.03f, 0.5f) * dice.Unit();
        _saturation = dice.Weighted([dark ? 2 : 0.5f, 5, 5]) switch { 0 => 0, 1 => 1, _ => dice.Between(0.55f, 1.25f) };
        _quality = dice.Chance(0.6) ? (int)dice.Between(28, 90) : null;
        _dark = dark;
        if (dice.Chance(0.6))
        {
            SetVignette(dice.Between(0.1f, 0.45f), size);
        }

        // In greys as well as in colours.
        using var tile = new Mat(NoiseTile, NoiseTile, MatType.CV_8UC3);
        var random = new RNG(dice.Next());
        random.Fill(tile, DistributionType.Normal, InputArray.Create([128.0, 128, 128]), InputArray.Create([20.0, 20, 20]));
        if (dice.Chance(0.5))
        {
            Cv2.GaussianBlur(tile, tile, new Size(3, 3), 0.6);
        }

        Cv2.Repeat(tile, (size.Height + NoiseTile - 1) / NoiseTile + 1, (size.Width + NoiseTile - 1) / NoiseTile + 1, _noise);
    }

    /// <summary>How bright a picture is below its sky, 0 to 1.</summary>
    public static float LevelOf(Mat picture)
    {
        using var lower = picture[new Rect(0, picture.Height / 3, picture.Width, picture.Height - picture.Height / 3)];
        var mean = Cv2.Mean(lower);
        return (float)(0.114 * mean.Val0 + 0.587 * mean.Val1 + 0.299 * mean.Val2) / 255;
    }

    /// <summary>Sets the exposure for pictures of such a level, more or less well.</summary>
    public void Expose(float level)
    {
        if (level == _level)
        {
            return;
        }

        _level = level;
        var dice = _dice.For(Purpose.Sensor);
        var wanted = _dark ? dice.Between(0.16f, 0.34f) : dice.Between(0.3f, 0.5f);
        SetCurves(dice, Math.Clamp(wanted / Math.Max(0.02f, level), 0.6f, _dark ? 2.4f : 2));
    }

    /// <summary>Takes a picture, in place.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="frame">Its number; each has its own noise.</param>
    public void Take(Mat picture, long frame)
    {
        if (_blur > 0)
        {
            Cv2.GaussianBlur(picture, picture, new Size(0, 0), _blur);
        }

        if (_saturation != 1)
        {
            Cv2.CvtColor(picture, _scratch, ColorConversionCodes.BGR2GRAY);
            Cv2.CvtColor(_scratch, _scratch, ColorConversionCodes.GRAY2BGR);
            Cv2.AddWeighted(picture, _saturation, _scratch, 1 - _saturation, 0, picture);
        }

        Cv2.LUT(picture, _curves, picture);
        if (!_vignette.Empty())
        {
            Cv2.Multiply(picture, _vignette, picture, 1 / 255.0);
        }

        var own = _dice.For(Purpose.Sensor, frame);
        using (var noise = _noise[new Rect(own.Below(NoiseTile), own.Below(NoiseTile), picture.Width, picture.Height)])
        {
            Cv2.AddWeighted(picture, 1, noise, _noiseStrength, -128 * _noiseStrength, picture);
        }

        if (_quality is { } quality)
        {
            Cv2.ImEncode(".jpg", picture, out var bytes, [(int)ImwriteFlags.JpegQuality, quality]);
            using var decoded = Cv2.ImDecode(bytes, ImreadModes.Color);
            decoded.CopyTo(picture);
        }
    }

    public void Dispose()
    {
        _curves.Dispose();
        _vignette.Dispose();
        _noise.Dispose();
        _scratch.Dispose();
    }

    private void SetCurves(Dice dice, float exposure)
    {
        var (gamma, lift) = (dice.Between(0.82f, 1.18f), dice.Between(0, 0.05f));
        var warmth = dice.Between(-0.09f, 0.09f);
        var tint = dice.Between(-0.03f, 0.03f);
        for (var value = 0; value < 256; value++)
        {
            _curves.Set(0, value, new Vec3b(Curve(value, 1 - warmth), Curve(value, 1 + tint), Curve(value, 1 + warmth)));
        }

        byte Curve(int value, float gain)
        {
            // Bright ones saturate softly.
            var light = lift + (1 - lift) * MathF.Pow(value / 255f * exposure * gain, gamma);
            return (byte)Math.Clamp(255 * (light < 0.8f ? light : 0.8f + 0.2f * MathF.Tanh((light - 0.8f) / 0.2f)), 0, 255);
        }
    }

    private void SetVignette(float strength, Size size)
    {
        using var small = new Mat(33, 33, MatType.CV_8UC1);
        for (var i = 0; i < 33 * 33; i++)
        {
            var (x, y) = ((i % 33 - 16) / 16f, (i / 33 - 16) / 16f);
            small.Set(i / 33, i % 33, (byte)(255 * (1 - strength * (x * x + y * y) / 2)));
        }

        Cv2.Resize(small, _vignette, size, interpolation: InterpolationFlags.Cubic);
        Cv2.CvtColor(_vignette, _vignette, ColorConversionCodes.GRAY2BGR);
    }
}
