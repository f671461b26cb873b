using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A small lorry that is shaped much like a car: a delivery van or a pick-up.</summary>
internal sealed class Van : Vehicle
{
    private static readonly StreetClass?[] Only = [StreetClass.Truck];

    private readonly bool _isPickup;
    private readonly Vector3 _size;
    private readonly Rgb _paint;
    private readonly Rgb _load;
    private readonly float _hood;
    private readonly bool _isLettered;
    private readonly bool _isLoaded;

    public Van(Dice dice)
    {
        _isPickup = dice.Chance(0.45);
        _size = _isPickup ? new(1.9f, dice.Between(5, 5.5f), dice.Between(1.75f, 1.9f)) : new(2.0f, dice.Between(5, 6.2f), dice.Between(2.1f, 2.6f));
        _hood = _isPickup ? 1.12f : dice.Between(1.1f, 1.25f);
        _paint = dice.Chance(0.45) ? new Rgb(0.9f, 0.9f, 0.88f) : Looks.Paint(dice);
        _load = Looks.Any(dice);
        _isLettered = dice.Chance(0.6);
        _isLoaded = dice.Chance(0.5);
        DayLamps = dice.Chance(0.4);
        Rim = new Rgb(0.5f, 0.5f, 0.52f) * dice.Between(0.5f, 1.1f);
    }

    public override Vector3 Size => _size;

    public override IReadOnlyList<StreetClass?> Parts => Only;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        var (half, end) = (_size.X / 2, _size.Y / 2);
        const float wheel = 0.37f;
        var axle = end * 0.62f;
        Axle(pen, -axle, wheel, half);
        Axle(pen, axle, wheel, half);
        if (_isPickup)
        {
            DrawPickup(pen, half, end);
        }
        else
        {
            DrawBox(pen, half, end);
        }

        pen.Inside(new(0, 0, 0.8f));
        pen.End(end + 0.01f, -half * 0.95f, half * 0.95f, 0.32f, 0.55f, Trim * 1.3f);
        pen.End(end + 0.01f, -half * 0.5f, half * 0.5f, 0.6f, 0.8f, Trim);
        pen.End(end + 0.015f, -0.26f, 0.26f, 0.38f, 0.49f, Plate);
        Headlamps(pen, end + 0.015f, half * 0.6f, half * 0.94f, 0.62f, 0.86f);
        pen.End(-end - 0.01f, -half * 0.95f, half * 0.95f, 0.32f, 0.5f, Trim * 1.3f);
        pen.End(-end - 0.015f, -0.26f, 0.26f, 0.55f, 0.66f, Plate);
        TailLamps(pen, -end - 0.015f, half * 0.84f, half * 0.97f, 0.65f, 1.05f, motion);
        if (pen.Shows(0.25f))
        {
            Wheel(pen, -axle, wheel, half, motion);
            Wheel(pen, axle, wheel, half, motion);
        }
    }

    private void DrawBox(Pen pen, float half, float end)
    {
        var glass = GlassIn(pen.Light);
        var top = _size.Z;
        var (cowl, brow) = (end - 0.75f, end - 1.5f);
        pen.Prism(
            [new(-end, 0.3f), new(-end, top - 0.15f), new(-end + 0.15f, top), new(brow, top), new(cowl, _hood), new(end - 0.05f, 0.95f), new(end, 0.3f)],
            half, 0.03f, _paint, [_paint * 0.95f, _paint, _paint, _paint, _paint, _paint * 0.92f]);
        pen.Patch([new(-half, cowl, _hood), new(half, cowl, _hood), new(half * 0.96f, brow, top), new(-half * 0.96f, brow, top)], 0.06f, 0.94f, 0.06f, 0.85f, glass);
        for (var side = -1; side <= 1; side += 2)
        {
            var x = side * half;
            pen.Face([new(x, brow - 0.35f, _hood), new(x, cowl - 0.1f, _hood), new(x * 0.97f, brow + 0.1f, top - 0.2f), new(x * 0.97f, brow - 0.35f, top - 0.2f)], glass);
            pen.Wall(x, -end, end, 0.3f, 0.5f, Trim * 1.5f);
            pen.Wall(x, brow - 0.42f, brow - 0.38f, 0.5f, top - 0.1f, _paint * 0.6f);
            if (_isLettered)
            {
                pen.Wall(x, -end * 0.7f, end * 0.15f, _hood, top - 0.35f, _load);
                pen.Wall(x * 1.002f, -end * 0.6f, -end * 0.05f, _hood + 0.2f, _hood + 0.35f, _paint);
            }
        }

        pen.End(-end - 0.005f, -0.015f, 0.015f, 0.5f, top - 0.2f, _paint * 0.5f);
        pen.End(-end - 0.005f, -half * 0.8f, -half * 0.1f, _hood + 0.1f, top - 0.35f, glass);
        pen.End(-end - 0.005f, half * 0.1f, half * 0.8f, _hood + 0.1f, top - 0.35f, glass);
    }

    private void DrawPickup(Pen pen, float half, float end)
    {
        var glass = GlassIn(pen.Light);
        var (top, belt) = (_size.Z, 1.1f);
        var (back, cowl) = (-0.35f, end * 0.45f);
        pen.Prism([new(-end, 0.4f), new(-end, belt), new(cowl, belt + 0.02f), new(end - 0.15f, 1.02f), new(end, 0.85f), new(end, 0.4f)], half, 0.04f, _paint, [_paint * 0.95f, _paint * 0.35f, _paint, _paint, _paint * 0.92f]);
        var cabinFirst = pen.Viewer.Y < 0;
        if (cabinFirst)
        {
            DrawCabin(pen, half, back, cowl, belt, top, glass);
        }

        if (_isLoaded)
        {
            pen.Box(new(-half * 0.7f, -end + 0.25f, belt - 0.2f), new(half * 0.6f, back - 0.3f, belt + 0.35f), _load);
        }

        if (!cabinFirst)
        {
            DrawCabin(pen, half, back, cowl, belt, top, glass);
        }

        pen.Inside(new(0, 0, 0.8f));
    }

    private void DrawCabin(Pen pen, float half, float back, float cowl, float belt, float top, Rgb glass)
    {
        var width = half * 0.94f;
        var lean = width * 0.15f / (top - belt);
        var narrow = width * 0.85f;
        pen.Prism([new(back, belt), new(back + 0.1f, top), new(cowl - 0.75f, top), new(cowl, belt)], width, lean, _paint, [_paint, _paint * 1.04f, _paint]);
        pen.Patch([new(-width, cowl, belt), new(width, cowl, belt), new(narrow, cowl - 0.75f, top), new(-narrow, cowl - 0.75f, top)], 0.06f, 0.94f, 0.04f, 0.9f, glass);
        pen.Patch([new(-width, back, belt), new(width, back, belt), new(narrow, back + 0.1f, top), new(-narrow, back + 0.1f, top)], 0.1f, 0.9f, 0.15f, 0.85f, glass);
        for (var side = -1; side <= 1; side += 2)
        {
            pen.Patch(
                [new(side * width, back, belt), new(side * width, cowl, belt), new(side * narrow, cowl - 0.75f, top), new(side * narrow, back + 0.1f, top)],
                0.08f, 0.5f, 0.08f, 0.84f, glass);
            pen.Patch(
                [new(side * width, back, belt), new(side * width, cowl, belt), new(side * narrow, cowl - 0.75f, top), new(side * narrow, back + 0.1f, top)],
                0.54f, 0.92f, 0.08f, 0.84f, glass);
        }
    }
}
