using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A bus: minibus, city bus, coach or double-decker.</summary>
internal sealed class Bus : Vehicle
{
    private static readonly StreetClass?[] Only = [StreetClass.Bus];

    private readonly Vector3 _size;
    private readonly float _sill;
    private readonly float _windowTop;
    private readonly int _decks;
    private readonly int _panes;
    private readonly bool _hasBand;
    private readonly bool _hasDoors;
    private readonly bool _hasRoofUnit;
    private readonly bool _isAdvert;
    private readonly Rgb _paint;
    private readonly Rgb _second;
    private readonly Rgb _advert;
    private readonly float _split;

    public Bus(Dice dice)
    {
        var kind = dice.Weighted([2, 5, 3, 1.5f]);
        _size = kind switch
        {
            0 => new(2.1f, dice.Between(6, 7.2f), dice.Between(2.6f, 2.85f)),
            1 => new(2.5f, dice.Between(9.5f, 12), dice.Between(2.95f, 3.15f)),
            2 => new(2.5f, dice.Between(10, 12), dice.Between(3.4f, 3.75f)),
            _ => new(2.5f, dice.Between(9.5f, 11), dice.Between(4.1f, 4.4f)),
        };
        _decks = kind == 3 ? 2 : 1;
        _sill = kind switch { 2 => 1.65f, 0 => 1.2f, _ => dice.Between(1.0f, 1.25f) };
        _windowTop = _decks == 2 ? 2.05f : _size.Z - dice.Between(0.35f, 0.6f);
        _panes = Math.Max(3, (int)(_size.Y / dice.Between(1.3f, 1.9f)));
        _hasBand = dice.Chance(0.4);
        _hasDoors = kind is 1 or 3;
        _hasRoofUnit = dice.Chance(0.5);
        _paint = dice.Chance(0.4) ? Looks.Paint(dice) : Looks.OfHue(dice.Unit(), dice.Between(0.2f, 0.95f), dice.Between(0.4f, 0.95f));
        _second = dice.Chance(0.5) ? Looks.Any(dice) : new Rgb(0.9f, 0.9f, 0.88f);
        _isAdvert = dice.Chance(0.25);
        _advert = Looks.Any(dice);
        _split = dice.Between(0.25f, 0.75f);
        Rim = new Rgb(0.45f, 0.45f, 0.46f);
        DayLamps = dice.Chance(0.6);
    }

    public override Vector3 Size => _size;

    public override IReadOnlyList<StreetClass?> Parts => Only;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        var (half, end, top) = (_size.X / 2, _size.Y / 2, _size.Z);
        const float floor = 0.32f;
        const float wheel = 0.48f;
        var (front, rear) = (end * 0.55f, -end * 0.5f);
        Axle(pen, rear, wheel, half);
        Axle(pen, front, wheel, half);
        pen.Box(new(-half, -end, floor), new(half, end, top), _paint);
        for (var side = -1; side <= 1; side += 2)
        {
            var x = side * (half + 0.004f);
            pen.Wall(x, -end, end, floor, _sill * 0.55f, _second);
            if (_isAdvert)
            {
                pen.Wall(x, end * (_split * 2 - 1.6f), end * (_split * 1.2f - 0.2f), _sill * 0.58f, _sill * 0.98f, _advert);
            }

            DrawWindows(pen, side, x, end, top);
        }

        DrawFront(pen, half, end, top);
        DrawRear(pen, half, end, top, motion);
        pen.Inside(new(0, 0, 1.5f));
        if (pen.Shows(0.3f))
        {
            Wheel(pen, rear, wheel, half + 0.01f, motion);
            Wheel(pen, front, wheel, half + 0.01f, motion);
        }

        if (_hasRoofUnit)
        {
            pen.Box(new(-half * 0.6f, -end * 0.7f, top), new(half * 0.6f, -end * 0.2f, top + 0.22f), _paint * 0.8f);
        }
    }

    private void DrawWindows(Pen pen, int side, float x, float end, float top)
    {
        var glass = GlassIn(pen.Light);
        var inside = pen.Light.IsDark ? new Rgb(0.75f, 0.7f, 0.5f) : glass;
        var glow = pen.Light.IsDark ? 0.55f : 0;
        for (var deck = 0; deck < _decks; deck++)
        {
            var (low, high) = deck == 0 ? (_sill, _windowTop) : (_windowTop + 0.55f, top - 0.35f);
            if (_hasBand)
            {
                pen.Wall(x, -end * 0.98f, end * 0.96f, low, high, glass * 0.8f);
            }

            var step = end * 1.9f / _panes;
            for (var pane = 0; pane < _panes; pane++)
            {
                var from = -end * 0.96f + pane * step;
                pen.Wall(x + side * 0.003f, from + step * 0.05f, from + step * 0.95f, low + 0.04f, high - 0.04f, pane % 3 == 1 ? inside * 1.15f : inside, glow);
            }
        }

        if (_hasDoors && side > 0)
        {
            foreach (var door in (ReadOnlySpan<float>)[0.78f, -0.1f])
            {
                pen.Wall(x + 0.006f, end * door - 0.6f, end * door + 0.6f, 0.36f, _windowTop, Trim);
                pen.Wall(x + 0.009f, end * door - 0.54f, end * door - 0.04f, 0.5f, _windowTop - 0.08f, inside, glow);
                pen.Wall(x + 0.009f, end * door + 0.04f, end * door + 0.54f, 0.5f, _windowTop - 0.08f, inside, glow);
            }
        }
    }

    private void DrawFront(Pen pen, float half, float end, float top)
    {
        pen.Inside(new(0, 0, 1.5f));
        var y = end + 0.006f;
        var glass = GlassIn(pen.Light);
        pen.End(y, -half * 0.94f, half * 0.94f, _sill * 0.85f, _decks == 2 ? 2.3f : top - 0.45f, glass);
        pen.End(y + 0.003f, -half * 0.9f, half * 0.1f, _sill * 1.1f, _decks == 2 ? 1.9f : top - 0.8f, glass * 1.4f + new Rgb(0.02f, 0.02f, 0.02f));
        if (_decks == 2)
        {
            pen.End(y, -half * 0.94f, half * 0.94f, 2.75f, top - 0.35f, glass);
        }

        var sign = _decks == 2 ? 2.32f : top - 0.42f;
        pen.End(y + 0.003f, -half * 0.7f, half * 0.7f, sign, sign + 0.3f, Trim);
        pen.End(y + 0.005f, -half * 0.6f, half * (_split * 1.4f - 0.5f), sign + 0.08f, sign + 0.22f, new Rgb(1, 0.65f, 0.15f), 0.85f);
        pen.End(y, -half, half, 0.32f, 0.55f, Trim * 1.4f);
        pen.End(y + 0.003f, -0.26f, 0.26f, 0.4f, 0.52f, Plate);
        Headlamps(pen, y + 0.003f, half * 0.6f, half * 0.92f, 0.6f, 0.8f);
        if (pen.Shows(0.2f))
        {
            for (var side = -1; side <= 1; side += 2)
            {
                var x = side * (half + 0.14f);
                pen.Box(new(x - 0.09f, end - 0.05f, _windowTop - 0.65f), new(x + 0.09f, end + 0.1f, _windowTop - 0.2f), Trim);
            }

            pen.Inside(new(0, 0, 1.5f));
        }
    }

    private void DrawRear(Pen pen, float half, float end, float top, in Motion motion)
    {
        var y = -end - 0.006f;
        pen.End(y, -half * 0.8f, half * 0.8f, _windowTop - 0.75f, _windowTop, GlassIn(pen.Light));
        if (_decks == 2)
        {
            pen.End(y, -half * 0.8f, half * 0.8f, 2.85f, top - 0.4f, GlassIn(pen.Light));
        }

        pen.End(y, -half * 0.75f, half * 0.75f, 0.6f, _sill * 0.95f, _isAdvert ? _advert : _paint * 0.7f);
        pen.End(y - 0.003f, -0.26f, 0.26f, 0.45f, 0.56f, Plate);
        TailLamps(pen, y - 0.003f, half * 0.78f, half * 0.95f, 0.75f, 1.25f, motion);
    }
}
