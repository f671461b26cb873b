using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A passenger car, of one of many bodies.</summary>
internal sealed class Car : Vehicle
{
    private static readonly StreetClass?[] Only = [StreetClass.Car];
    private static readonly float[] BodyShares = [4, 4, 3, 4, 2, 1.5f];

    private readonly Body _body;
    private readonly Rgb _paint;
    private readonly Rgb _roof;
    private readonly Rgb _bumper;
    private readonly Extra _extra;
    private readonly Rgb _extraColour;
    private readonly float _tint;

    /// <summary>Lengths in metres; of the cabin in parts of the length, from the back.</summary>
    private readonly record struct Body(
        float Length, float Width, float Height, float Belt, float Tail, float Hood, float Wheel, float RearBase, float RearTop, float FrontTop, float Cowl);

    private enum Extra
    {
        None,
        Rails,
        RoofBox,
        Taxi,
        Stripe,
        Luggage,
    }

    public Car(Dice dice)
    {
        var size = dice.Between(0.95f, 1.06f);
        _body = dice.Weighted(BodyShares) switch
        {
            0 => new Body(3.9f, 1.70f, 1.48f, 0.92f, 0.80f, 0.80f, 0.31f, 0.03f, 0.14f, 0.56f, 0.74f), // hatchback
            1 => new Body(4.6f, 1.80f, 1.44f, 0.90f, 0.86f, 0.78f, 0.32f, 0.17f, 0.32f, 0.58f, 0.74f), // saloon
            2 => new Body(4.6f, 1.80f, 1.48f, 0.92f, 0.78f, 0.78f, 0.32f, 0.02f, 0.08f, 0.58f, 0.74f), // estate
            3 => new Body(4.5f, 1.86f, 1.72f, 1.05f, 0.85f, 0.98f, 0.37f, 0.02f, 0.09f, 0.58f, 0.73f), // sport utility
            4 => new Body(4.4f, 1.84f, 1.78f, 1.00f, 0.80f, 0.92f, 0.32f, 0.015f, 0.05f, 0.66f, 0.86f), // minivan
            _ => new Body(4.3f, 1.82f, 1.30f, 0.82f, 0.78f, 0.72f, 0.33f, 0.12f, 0.34f, 0.52f, 0.70f), // coupé
        };
        _body = _body with { Length = _body.Length * size, Width = _body.Width * dice.Between(0.97f, 1.03f), Height = _body.Height * dice.Between(0.97f, 1.05f) };
        _paint = Looks.Paint(dice);
        _roof = dice.Chance(0.08) ? Looks.Paint(dice) : _paint;
        _bumper = dice.Chance(0.25) ? Trim : _paint * 0.85f;
        _extra = (Extra)dice.Weighted([14, 3, 1, 1.5f, 1, 0.8f]);
        _extraColour = Looks.Any(dice);
        _tint = dice.Between(0.5f, 1.3f);
        Rim = dice.Chance(0.3) ? new Rgb(0.15f, 0.15f, 0.16f) : new Rgb(0.62f, 0.63f, 0.65f) * dice.Between(0.7f, 1.15f);
        DayLamps = dice.Chance(0.35);
    }

    public override Vector3 Size => new(_body.Width, _body.Length, _body.Height);

    public override IReadOnlyList<StreetClass?> Parts => Only;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        var (half, end, axle) = (_body.Width / 2, _body.Length / 2, _body.Length * 0.3f);
        Axle(pen, -axle, _body.Wheel, half);
        Axle(pen, axle, _body.Wheel, half);
        DrawBody(pen, half, end, motion);
        if (pen.Shows(0.25f))
        {
            Wheel(pen, -axle, _body.Wheel, half, motion);
            Wheel(pen, axle, _body.Wheel, half, motion);
        }

        DrawCabin(pen, half, end);
        DrawExtra(pen, half);
    }

    private void DrawBody(Pen pen, float half, float end, in Motion motion)
    {
        var floor = _body.Wheel * 0.8f;
        var cowl = _body.Length * (_body.Cowl - 0.5f);
        ReadOnlySpan<Vector2> outline =
        [
            new(-end, floor), new(-end, _body.Tail), new(-end + 0.14f, _body.Belt), new(cowl, _body.Belt), new(end - 0.22f, _body.Hood), new(end, _body.Hood * 0.8f), new(end, floor),
        ];
        pen.Prism(outline, half, 0.05f, _paint, [_paint * 0.95f, _paint, _paint, _paint * 1.05f, _paint, _paint * 0.9f]);
        for (var side = -1; side <= 1; side += 2)
        {
            pen.Wall(side * (half + 0.002f), -end * 0.98f, end * 0.98f, floor, floor + 0.14f, Trim * 1.3f);
            if (pen.Shows(0.12f))
            {
                var crease = (_body.Belt + floor) * 0.52f;
                pen.Wall(side * half * 0.995f, -end * 0.9f, end * 0.88f, crease, crease + 0.05f, _paint * 0.75f);
                pen.Wall(side * half, -0.02f, 0.02f, floor + 0.15f, _body.Belt, _paint * 0.6f);
                pen.Wall(side * half, _body.Length * 0.22f, _body.Length * 0.225f, floor + 0.15f, _body.Belt, _paint * 0.6f);
                pen.Wall(side * half, -0.25f, -0.07f, _body.Belt - 0.16f, _body.Belt - 0.12f, Trim);
            }

            if (_extra == Extra.Stripe)
            {
                pen.Wall(side * half, -end * 0.95f, end * 0.9f, _body.Belt * 0.66f, _body.Belt * 0.78f, _extraColour);
            }
        }

        pen.End(end + 0.01f, -half * 0.96f, half * 0.96f, floor, floor + 0.22f, _bumper);
        pen.End(-end - 0.01f, -half * 0.96f, half * 0.96f, floor, floor + 0.24f, _bumper);
        pen.End(end + 0.01f, -half * 0.45f, half * 0.45f, _body.Hood * 0.52f, _body.Hood * 0.72f, Trim);
        Headlamps(pen, end + 0.01f, half * 0.55f, half * 0.93f, _body.Hood * 0.58f, _body.Hood * 0.78f);
        TailLamps(pen, -end - 0.01f, half * 0.62f, half * 0.95f, _body.Tail * 0.76f, _body.Tail * 0.98f, motion);
        if (pen.Shows(0.12f))
        {
            pen.End(end + 0.015f, -0.26f, 0.26f, floor + 0.06f, floor + 0.17f, Plate);
            pen.End(-end - 0.015f, -0.26f, 0.26f, _body.Tail * 0.62f, _body.Tail * 0.62f + 0.11f, Plate);
        }
    }

    private void DrawCabin(Pen pen, float half, float end)
    {
        var glass = GlassIn(pen.Light) * _tint;
        float Along(float part) => _body.Length * part - end;
        var (belt, top) = (_body.Belt, _body.Height);
        ReadOnlySpan<Vector2> outline = [new(Along(_body.RearBase), belt), new(Along(_body.RearTop), top), new(Along(_body.FrontTop), top), new(Along(_body.Cowl), belt)];
        var width = half * 0.96f;
        var lean = width * 0.2f / (top - belt);
        pen.Prism(outline, width, lean, _roof * 0.97f, [_roof, _roof * 1.04f, _roof]);
        var narrow = width - lean * (top - belt);
        pen.Patch([new(-width, outline[3].X, belt), new(width, outline[3].X, belt), new(narrow, outline[2].X, top), new(-narrow, outline[2].X, top)], 0.05f, 0.95f, 0.03f, 0.92f, glass);
        pen.Patch([new(-width, outline[0].X, belt), new(width, outline[0].X, belt), new(narrow, outline[1].X, top), new(-narrow, outline[1].X, top)], 0.08f, 0.92f, 0.1f, 0.88f, glass);
        if (pen.Shows(0.5f))
        {
            pen.Patch([new(-width, outline[3].X, belt), new(width, outline[3].X, belt), new(narrow, outline[2].X, top), new(-narrow, outline[2].X, top)], 0.08f, 0.5f, 0.55f, 0.9f, glass * 1.5f + new Rgb(0.03f, 0.03f, 0.035f));
        }

        for (var side = -1; side <= 1; side += 2)
        {
            ReadOnlySpan<Vector3> flank =
            [
                new(side * width, outline[0].X, belt), new(side * width, outline[3].X, belt), new(side * narrow, outline[2].X, top), new(side * narrow, outline[1].X, top),
            ];
            pen.Patch(flank, 0.08f, 0.52f, 0.08f, 0.84f, glass);
            pen.Patch(flank, 0.55f, 0.93f, 0.08f, 0.84f, glass);
            if (pen.Shows(0.2f))
            {
                var mirror = new Vector3(side * (width + 0.08f), outline[3].X - 0.25f, belt + 0.07f);
                pen.Box(mirror - new Vector3(0.09f, 0.06f, 0.07f), mirror + new Vector3(0.09f, 0.06f, 0.07f), _paint * 0.8f);
                pen.Inside(new Vector3(0, 0, belt));
            }
        }
    }

    private void DrawExtra(Pen pen, float half)
    {
        var middle = _body.Length * ((_body.RearTop + _body.FrontTop) / 2 - 0.5f);
        var top = _body.Height;
        switch (_extra)
        {
            case Extra.Rails when pen.Shows(0.06f):
                pen.Line([new(-half * 0.7f, middle - 0.9f, top + 0.04f), new(-half * 0.7f, middle + 0.7f, top + 0.04f)], 0.05f, Trim);
                pen.Line([new(half * 0.7f, middle - 0.9f, top + 0.04f), new(half * 0.7f, middle + 0.7f, top + 0.04f)], 0.05f, Trim);
                break;
            case Extra.RoofBox:
                pen.Box(new(-0.35f, middle - 0.85f, top + 0.05f), new(0.35f, middle + 0.75f, top + 0.36f), _extraColour * 0.35f);
                break;
            case Extra.Luggage:
                pen.Box(new(-0.5f, middle - 0.5f, top + 0.03f), new(0.1f, middle + 0.4f, top + 0.33f), _extraColour);
                pen.Box(new(0.12f, middle - 0.6f, top + 0.03f), new(0.5f, middle + 0.2f, top + 0.25f), _extraColour * 0.6f);
                break;
            case Extra.Taxi:
                pen.Box(new(-0.3f, middle - 0.1f, top), new(0.3f, middle + 0.1f, top + 0.16f), new Rgb(0.95f, 0.85f, 0.3f), pen.Light.IsDark ? 0.9f : 0.2f);
                break;
            default:
                break;
        }
    }
}
