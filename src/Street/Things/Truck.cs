using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A lorry: a cab, and behind it whatever it carries.</summary>
internal sealed class Truck : Vehicle
{
    private static readonly StreetClass?[] Only = [StreetClass.Truck];

    private readonly Vector3 _size;
    private readonly Rgb _paint;
    private readonly float _cabLength;
    private readonly float _cabHeight;
    private readonly Cargo _cargo;

    public Truck(Dice dice)
    {
        var light = dice.Chance(0.45);
        _size = light
            ? new(2.1f, dice.Between(5.6f, 7), dice.Between(2.7f, 3.2f))
            : new(2.5f, dice.Between(7.5f, 11), dice.Between(3.3f, 3.9f));
        _cabLength = light ? 1.8f : 2.1f;
        _cabHeight = light ? dice.Between(2.15f, 2.4f) : dice.Between(2.6f, 3.1f);
        _paint = dice.Chance(0.6) ? Looks.Paint(dice) : Looks.OfHue(dice.Unit(), dice.Between(0.5f, 1), dice.Between(0.4f, 0.9f));
        var bed = _size.Y - _cabLength - 0.15f;
        _cargo = new Cargo(dice, new(_size.X, bed, _size.Z), light ? 0.75f : 1.05f);
        _size.Z = Math.Max(_cargo.Top, _cabHeight);
        DayLamps = dice.Chance(0.5);
        Rim = dice.Chance(0.4) ? _paint * 0.8f : new Rgb(0.5f, 0.5f, 0.52f);
    }

    public override Vector3 Size => _size;

    public override IReadOnlyList<StreetClass?> Parts => Only;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        var (half, end) = (_size.X / 2, _size.Y / 2);
        var wheel = _size.X > 2.3f ? 0.5f : 0.38f;
        var (front, rear, bed) = (end - _cabLength * 0.55f, -end + _cargo.Length * 0.28f, -end + _cargo.Length / 2);
        Axle(pen, rear, wheel, half);
        Axle(pen, front, wheel, half);
        pen.Box(new(-half * 0.8f, -end, wheel * 0.9f), new(half * 0.8f, end - 1, wheel * 1.6f), Trim);

        // What is further away comes first.
        if (pen.Viewer.Y > bed)
        {
            DrawBed(pen, bed, rear, wheel, half, motion);
            DrawCab(pen, half, end, front, wheel, motion);
        }
        else
        {
            DrawCab(pen, half, end, front, wheel, motion);
            DrawBed(pen, bed, rear, wheel, half, motion);
        }
    }

    private void DrawBed(Pen pen, float bed, float rear, float wheel, float half, in Motion motion)
    {
        pen.Inside(new(0, bed, 0.8f));
        var end = _size.Y / 2;
        if (pen.Shows(0.3f))
        {
            Wheel(pen, rear, wheel, half, motion);
            if (_size.Y > 9)
            {
                Wheel(pen, rear + wheel * 2.3f, wheel, half, motion);
            }
        }

        _cargo.Draw(pen, bed);
        pen.Inside(new(0, bed, 0.8f));
        pen.End(-end - 0.01f, -half, half, 0.5f, 0.75f, Trim);
        pen.End(-end - 0.015f, -0.26f, 0.26f, 0.52f, 0.64f, Plate);
        TailLamps(pen, -end - 0.015f, half * 0.7f, half * 0.95f, 0.55f, 0.72f, motion);
    }

    private void DrawCab(Pen pen, float half, float end, float front, float wheel, in Motion motion)
    {
        var back = end - _cabLength;
        var glass = GlassIn(pen.Light);
        var floor = wheel * 0.9f;
        var sill = _cabHeight * 0.56f;
        pen.Prism(
            [new(back, floor), new(back, _cabHeight), new(end - 0.35f, _cabHeight), new(end - 0.03f, sill), new(end, floor)],
            half * 0.98f, 0.02f, _paint, [_paint * 0.9f, _paint, _paint, _paint * 0.97f]);
        pen.Patch(
            [
                new(-half * 0.95f, end - 0.03f, sill), new(half * 0.95f, end - 0.03f, sill), new(half * 0.93f, end - 0.35f, _cabHeight), new(-half * 0.93f, end - 0.35f, _cabHeight),
            ], 0.05f, 0.95f, 0.04f, 0.8f, glass);
        pen.End(end + 0.01f, -half * 0.75f, half * 0.75f, sill * 0.55f, sill * 0.85f, Trim);
        pen.End(end + 0.01f, -half * 0.97f, half * 0.97f, floor, floor + 0.3f, Trim * 1.6f);
        pen.End(end + 0.015f, -0.26f, 0.26f, floor + 0.08f, floor + 0.19f, Plate);
        Headlamps(pen, end + 0.015f, half * 0.6f, half * 0.92f, floor + 0.33f, floor + 0.52f);
        for (var side = -1; side <= 1; side += 2)
        {
            var x = side * (half * 0.98f - 0.01f);
            pen.Wall(x, back + _cabLength * 0.4f, end - 0.25f, sill, _cabHeight * 0.88f, glass);
            if (pen.Shows(0.2f))
            {
                pen.Wall(x + side * 0.01f, back + _cabLength * 0.34f, back + _cabLength * 0.36f, floor + 0.2f, _cabHeight * 0.9f, _paint * 0.6f);
            }
        }

        if (pen.Shows(0.3f))
        {
            Wheel(pen, front, wheel, half, motion);
        }

        if (pen.Shows(0.15f))
        {
            for (var side = -1; side <= 1; side += 2)
            {
                var x = side * (half + 0.13f);
                pen.Box(new(x - 0.07f, end - 0.3f, sill), new(x + 0.07f, end - 0.15f, sill + 0.5f), Trim);
            }
        }
    }
}
