using Actors.Street.Drawing;
using OpenCvSharp;

namespace Actors.Street.Scenes;

/// <summary>All that never moves, drawn once: sky, ground, houses.</summary>
internal sealed class Backdrop
{
    private const byte SkyPart = 0;
    private const byte GroundPart = 1;
    private const byte HousePart = 2;

    // Of the ground's texture.
    private const int PixelsOfMetre = 24;
    private const float LampReach = 0.55f;

    // So that coordinates are not below zero; and where the ground is too far for them.
    private const int Shift = 1 << 20;
    private const float LeastSlope = -0.002f;

    // Pixels of a row that are worked out together.
    private const int Piece = 16;

    private readonly Climate _climate;
    private readonly Camera _camera;
    private readonly Layout _layout;
    private readonly Houses _houses;
    private readonly Ground _ground;
    private readonly Dice _dice;
    private readonly float _cloudiness;
    private readonly Rgb _cloud;

    public Backdrop(Dice dice, Layout layout, Viewpoint viewpoint, Climate climate)
    {
        _climate = climate;
        _layout = layout;
        _camera = viewpoint.Camera;
        _houses = new Houses(dice, layout, viewpoint);
        _ground = new Ground(dice.For(Purpose.Ground), layout, climate);
        _dice = dice.For(Purpose.Sky);
        _cloudiness = climate.Weather switch { Climate.Kind.Cloudy => 1f, Climate.Kind.Clear => 0.35f, Climate.Kind.Fog => 0, _ => 0.5f } * (climate.Hour == Climate.DayTime.Night ? 0.15f : 1);
        _cloud = 255 * (Vector3.Lerp(climate.Light.Sky * 1.3f, climate.Sky.Horizon, 0.5f) + climate.Light.Sunlight * 0.3f);
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
        for (var y = 0; y < height; y++)
        {
            var part = (byte*)canvas.Pixels.Ptr(y * Canvas.Oversampling) + 3;
            var from = (byte*)shrunk.Ptr(y);
            var to = (byte*)picture.Ptr(y);
            var veil = (byte*)clouds.Ptr(y);
            for (var x = 0; x < width; x += Piece)
            {
                var count = Math.Min(Piece, width - x);
                ResolvePiece(x, y, new(from + 4 * x, 4 * count), new(part + 4 * Canvas.Oversampling * x, 4 * Canvas.Oversampling * (count - 1) + 1), new(veil + x, count), new(to + 3 * x, 3 * count));
            }
        }
    }

    // What light and haze do to the ground changes slowly along a row: it is worked out at a piece's ends.
    private void ResolvePiece(int x, int y, ReadOnlySpan<byte> from, ReadOnlySpan<byte> parts, ReadOnlySpan<byte> veil, Span<byte> to)
    {
        var ray = _camera.Ray((x + 0.5f) * Canvas.Oversampling, (y + 0.5f) * Canvas.Oversampling);
        var end = _camera.Ray((x + Piece + 0.5f) * Canvas.Oversampling, (y + 0.5f) * Canvas.Oversampling);
        var step = (end - ray) / Piece;
        var hasGround = ray.Z < LeastSlope && end.Z < LeastSlope;
        var (scale, add) = hasGround ? OnGround(ray) : default;
        var (lastScale, lastAdd) = hasGround ? OnGround(end) : default;
        var (scaleStep, addStep) = ((lastScale - scale) / Piece, (lastAdd - add) / Piece);
        for (var i = 0; i < veil.Length; i++, ray += step, scale += scaleStep, add += addStep)
        {
            var colour = new Rgb(from[4 * i + 2], from[4 * i + 1], from[4 * i]);
            var part = parts[4 * Canvas.Oversampling * i];
            if (part == GroundPart && hasGround)
            {
                colour = colour * (scale * Grain(ray)) + add;
            }
            else if (part == SkyPart)
            {
                colour = Vector3.Lerp(colour, _cloud, Math.Clamp((veil[i] - 118) / 90f, 0, 1) * _cloudiness);
            }

            colour = Vector3.Min(colour + new Vector3(0.5f), new Vector3(255));
            (to[3 * i], to[3 * i + 1], to[3 * i + 2]) = ((byte)colour.Z, (byte)colour.Y, (byte)colour.X);
        }
    }

    // How the colour of the ground is seen: times the one, plus the other. Street lamps light it, wet asphalt mirrors the
    // sky, haze lies before it.
    private (Rgb Scale, Rgb Add) OnGround(Vector3 ray)
    {
        var light = _climate.Light;
        var reach = _camera.Position.Z / -ray.Z;
        var at = _camera.Position + ray * reach;
        var distance = ray.Length() * reach;
        var scale = Rgb.One;
        if (light.IsDark)
        {
            scale += light.Lamps(at) / Vector3.Max(light.Sky, new Vector3(0.05f)) * LampReach * Math.Clamp(1.6f - MathF.Abs(at.X) / (_layout.Walk + 4), 0, 1);
        }

        var gloss = MathF.Abs(at.X) < _layout.Walk ? _ground.Gloss * Math.Clamp(distance / 45, 0, 0.9f) : 0;
        var clear = MathF.Exp(-light.HazeDensity * distance);
        return (scale * ((1 - gloss) * clear), 255 * (_climate.Sky.Horizon * (gloss * clear) + light.Haze * (1 - clear)));
    }

    private float Grain(Vector3 ray)
    {
        var reach = _camera.Position.Z / -ray.Z;
        var (u, v) = ((int)((_camera.Position.X + ray.X * reach) * PixelsOfMetre) + Shift, (int)((_camera.Position.Y + ray.Y * reach) * PixelsOfMetre) + Shift);
        return 1 + _ground.Grain * (GroundTexture.At(u, v) * Math.Clamp(10 / reach, 0.1f, 1) + GroundTexture.At(u >> 4, v >> 4));
    }

    private Mat Clouds(Size size)
    {
        // Three octaves of noise, wider than high; far smaller than the picture, since clouds have no edges.
        using var sum = new Mat(64, 64, MatType.CV_8UC1, Scalar.All(0));
        var dice = _dice.For(Purpose.Sky);
        var weight = 0.57;
        foreach (var (columns, rows) in (ReadOnlySpan<(int, int)>)[(5, 6), (12, 14), (30, 34)])
        {
            using var noise = Mat.FromPixelData(rows, columns, MatType.CV_8UC1, Enumerable.Range(0, rows * columns).Select(_ => (byte)dice.Below(256)).ToArray());
            using var wide = new Mat();
            Cv2.Resize(noise, wide, sum.Size(), interpolation: InterpolationFlags.Cubic);
            Cv2.AddWeighted(sum, 1, wide, weight, 0, sum);
            weight /= 2;
        }

        var clouds = new Mat();
        Cv2.Resize(sum, clouds, size, interpolation: InterpolationFlags.Linear);
        return clouds;
    }
}
