using Actors.Street.Drawing;
using OpenCvSharp;

namespace Actors.Street.Scenes;

/// <summary>All that never moves, drawn once: sky, ground, houses.</summary>
internal sealed class Backdrop
{
    private const byte GroundPart = 1;
    private const byte HousePart = 2;

    // Of the ground's texture.
    private const int PixelsOfMetre = 24;
    private const float LampReach = 0.55f;

    private readonly Climate _climate;
    private readonly Camera _camera;
    private readonly Layout _layout;
    private readonly Houses _houses;
    private readonly Ground _ground;
    private readonly Dice _dice;

    public Backdrop(Dice dice, Layout layout, Viewpoint viewpoint, Climate climate)
    {
        _climate = climate;
        _layout = layout;
        _camera = viewpoint.Camera;
        _houses = new Houses(dice, layout, viewpoint);
        _ground = new Ground(dice.For(Purpose.Ground), layout, climate);
        _dice = dice.For(Purpose.Sky);
    }

    /// <summary>Draws it in the light of now.</summary>
    /// <param name="canvas">Drawn upon, and left empty.</param>
    /// <param name="picture">Becomes 8-bit BGR.</param>
    public void Draw(Canvas canvas, Mat picture)
    {
        var pen = new Pen(canvas, _camera, _climate.Light);
        DrawSky(canvas);
        pen.Begin(GroundPart);
        _ground.Draw(pen);
        pen.Begin(HousePart);
        _houses.Draw(pen);
        Resolve(canvas, picture);
        canvas.Clear();
    }

    private unsafe void DrawSky(Canvas canvas)
    {
        var (zenith, horizon) = _climate.Sky;
        var reach = Math.Max(_camera.Height * 0.5f, _camera.Horizon);
        for (var row = 0; row < _camera.Height; row++)
        {
            var colour = 255 * Vector3.Clamp(Vector3.Lerp(horizon, zenith, Math.Clamp((_camera.Horizon - row) / reach, 0, 1)), Vector3.Zero, Vector3.One);
            new Span<uint>((void*)canvas.Pixels.Ptr(row), _camera.Width).Fill(((uint)colour.X << 16) | ((uint)colour.Y << 8) | (uint)colour.Z);
        }
    }

    private unsafe void Resolve(Canvas canvas, Mat picture)
    {
        var (width, height) = (_camera.Width / Canvas.Oversampling, _camera.Height / Canvas.Oversampling);
        using var shrunk = new Mat();
        Cv2.Resize(canvas.Pixels, shrunk, new Size(width, height), interpolation: InterpolationFlags.Area);
        picture.Create(height, width, MatType.CV_8UC3);
        using var clouds = Clouds(new Size(width, height));
        var texture = GroundTexture.Pixels;
        var cloudiness = _climate.Weather switch { Climate.Kind.Cloudy => 1f, Climate.Kind.Clear => 0.35f, Climate.Kind.Fog => 0, _ => 0.5f } * (_climate.Hour == Climate.DayTime.Night ? 0.15f : 1);
        var cloud = Vector3.Lerp(_climate.Light.Sky * 1.3f, _climate.Sky.Horizon, 0.5f) + _climate.Light.Sunlight * 0.3f;
        for (var y = 0; y < height; y++)
        {
            var part = (byte*)canvas.Pixels.Ptr(y * Canvas.Oversampling) + 3;
            var from = (byte*)shrunk.Ptr(y);
            var to = (byte*)picture.Ptr(y);
            var veil = (byte*)clouds.Ptr(y);
            for (var x = 0; x < width; x++, from += 4, to += 3, part += 4 * Canvas.Oversampling)
            {
                var colour = new Rgb(from[2], from[1], from[0]) / 255;
                colour = *part switch
                {
                    GroundPart => OnGround(colour, x, y, texture),
                    0 => Vector3.Lerp(colour, cloud, Math.Clamp((veil[x] - 118) / 90f, 0, 1) * cloudiness),
                    _ => colour,
                };
                colour = 255 * Vector3.Clamp(colour, Vector3.Zero, Vector3.One) + new Vector3(0.5f);
                (to[0], to[1], to[2]) = ((byte)colour.Z, (byte)colour.Y, (byte)colour.X);
            }
        }
    }

    // Grain, street lamps, the sky that wet asphalt mirrors, haze.
    private Rgb OnGround(Rgb colour, int x, int y, byte[] texture)
    {
        var ray = _camera.Ray((x + 0.5f) * Canvas.Oversampling, (y + 0.5f) * Canvas.Oversampling);
        if (ray.Z > -0.001f)
        {
            return colour;
        }

        var reach = _camera.Position.Z / -ray.Z;
        var at = _camera.Position + ray * reach;
        var distance = ray.Length() * reach;
        var (u, v) = ((int)MathF.Floor(at.X * PixelsOfMetre), (int)MathF.Floor(at.Y * PixelsOfMetre));
        var fine = texture[(v & GroundTexture.Mask) * GroundTexture.Side + (u & GroundTexture.Mask)] - 128;
        var coarse = texture[((v >> 4) & GroundTexture.Mask) * GroundTexture.Side + ((u >> 4) & GroundTexture.Mask)] - 128;
        colour *= 1 + _ground.Grain * (fine * 0.0022f * Math.Clamp(10 / distance, 0.1f, 1) + coarse * 0.0022f);
        if (_climate.Light.IsDark)
        {
            colour += colour * _climate.Light.Lamps(at) / Vector3.Max(_climate.Light.Sky, new Vector3(0.05f)) * LampReach * Math.Clamp(1.6f - MathF.Abs(at.X) / (_layout.Walk + 4), 0, 1);
        }

        if (_ground.Gloss > 0 && MathF.Abs(at.X) < _layout.Walk)
        {
            colour = Vector3.Lerp(colour, _climate.Sky.Horizon, _ground.Gloss * Math.Clamp(distance / 45 + coarse * 0.004f, 0, 0.9f));
        }

        return _climate.Light.Hazy(colour, distance);
    }

    private Mat Clouds(Size size)
    {
        // Three octaves of noise, wider than high.
        var sum = new Mat(size, MatType.CV_8UC1, Scalar.All(0));
        var weight = 0.57;
        foreach (var (columns, rows) in (ReadOnlySpan<(int, int)>)[(5, 6), (12, 14), (30, 34)])
        {
            using var noise = new Mat(rows, columns, MatType.CV_8UC1);
            for (var i = 0; i < rows * columns; i++)
            {
                noise.Set(i / columns, i % columns, (byte)_dice.Below(256));
            }

            using var wide = new Mat();
            Cv2.Resize(noise, wide, size, interpolation: InterpolationFlags.Cubic);
            Cv2.AddWeighted(sum, 1, wide, weight, 0, sum);
            weight /= 2;
        }

        return sum;
    }
}
