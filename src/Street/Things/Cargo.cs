using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>What a lorry has behind its cab: a box, a tank, a tipper, an open bed with a load, a container, a cover.</summary>
internal sealed class Cargo
{
    private static readonly float[] KindShares = [5, 2, 2, 2, 2, 2];

    private readonly Kind _kind;
    private readonly Vector3 _size;
    private readonly float _floor;
    private readonly Rgb _paint;
    private readonly Rgb _second;
    private readonly Rgb _load;
    private readonly float _pattern;

    private enum Kind
    {
        Box,
        Tank,
        Tipper,
        Load,
        Container,
        Cover,
    }

    /// <summary>Throws the dice for it.</summary>
    /// <param name="dice">The lorry's.</param>
    /// <param name="room">Width, length, and the height of its top above the ground.</param>
    /// <param name="floor">How high above the ground it begins.</param>
    public Cargo(Dice dice, Vector3 room, float floor)
    {
        _kind = (Kind)dice.Weighted(KindShares);
        _size = room;
        _floor = floor;
        _paint = dice.Chance(0.5) ? new Rgb(0.88f, 0.88f, 0.87f) * dice.Between(0.8f, 1.05f) : Looks.Any(dice);
        _second = Looks.Any(dice);
        _load = Looks.Near(dice, new Rgb(0.45f, 0.36f, 0.25f), 0.2f);
        _pattern = dice.Unit();
    }

    public float Length => _size.Y;

    /// <summary>How high it reaches above the ground.</summary>
    public float Top => _kind is Kind.Box or Kind.Container or Kind.Cover ? _size.Z : _floor + (_size.Z - _floor) * 0.72f;

    /// <summary>Draws it around a place along the lorry.</summary>
    public void Draw(Pen pen, float middle)
    {
        var (half, back, front, top) = (_size.X / 2, middle - _size.Y / 2, middle + _size.Y / 2, Top);
        switch (_kind)
        {
            case Kind.Tank:
                DrawTank(pen, half, back, front, top);
                break;
            case Kind.Tipper:
                pen.Skin(
                    [
                        new(-half * 0.5f, back + 0.8f, top - 0.35f, 0.4f), new(half * 0.5f, back + 0.8f, top - 0.35f, 0.4f),
                        new(-half * 0.5f, front - 0.8f, top - 0.3f, 0.4f), new(half * 0.5f, front - 0.8f, top - 0.3f, 0.4f),
                    ], _load);
                pen.Prism([new(back, _floor), new(back - 0.1f, top - 0.25f), new(front, top - 0.1f), new(front, _floor)], half, 0, _paint, [_paint, _load * 0.8f, _paint]);
                Ribs(pen, half, back, front, top - 0.3f);
                break;
            case Kind.Load:
                DrawLoad(pen, half, back, front, top);
                break;
            default:
                pen.Box(new(-half, back, _floor), new(half, front, top), _paint);
                DrawSides(pen, half, back, front, top);
                break;
        }
    }

    private void DrawSides(Pen pen, float half, float back, float front, float top)
    {
        var length = front - back;
        for (var side = -1; side <= 1; side += 2)
        {
            var x = side * (half + 0.006f);
            switch (_kind)
            {
                case Kind.Container:
                    Ribs(pen, half, back, front, top);
                    break;
                case Kind.Cover:
                    pen.Wall(x, back, front, _floor, _floor + 0.35f, _second);
                    break;
                default:
                    pen.Wall(x, back + length * (0.1f + 0.3f * _pattern), front - length * 0.2f, _floor + (top - _floor) * 0.4f, top - (top - _floor) * (0.1f + 0.2f * _pattern), _second);
                    pen.Wall(x, back, front, _floor, _floor + 0.12f, _paint * 0.5f);
                    break;
            }
        }

        // Two doors at the back.
        pen.End(back - 0.006f, -0.02f, 0.02f, _floor + 0.1f, top - 0.08f, _paint * 0.45f);
        pen.End(back - 0.006f, -half, half, top - 0.06f, top, _paint * 0.6f);
        if (_pattern > 0.5f)
        {
            pen.End(back - 0.006f, -half * 0.7f, half * 0.7f, _floor + 0.6f, _floor + 1.2f, _second);
        }
    }

    private void Ribs(Pen pen, float half, float back, float front, float top)
    {
        if (!pen.Shows(0.25f))
        {
            return;
        }

        for (var y = back + 0.3f; y < front; y += 0.6f)
        {
            pen.Wall(half + 0.008f, y, y + 0.16f, _floor, top, _paint * 0.8f);
            pen.Wall(-half - 0.008f, y, y + 0.16f, _floor, top, _paint * 0.8f);
        }
    }

    private void DrawTank(Pen pen, float half, float back, float front, float top)
    {
        var radius = (top - _floor) / 2;
        var centre = _floor + radius;
        pen.Skin([new(0, back + radius * 0.6f, centre, radius), new(0, front - radius * 0.6f, centre, radius)], _paint);
        pen.Skin([new(0, back + radius * 0.9f, centre + radius * 0.2f, radius * 0.82f), new(0, front - radius * 0.9f, centre + radius * 0.2f, radius * 0.82f)], _paint * 1.12f, round: false);
        pen.Inside(new(0, (back + front) / 2, centre));
        for (var side = -1; side <= 1; side += 2)
        {
            pen.Wall(side * (radius + 0.01f), back + 1, front - 1, centre - 0.25f, centre + 0.2f, _second);
            pen.Wall(side * half * 0.95f, back, front, _floor - 0.1f, _floor + 0.1f, new Rgb(0.12f, 0.12f, 0.13f));
        }
    }

    private void DrawLoad(Pen pen, float half, float back, float front, float top)
    {
        pen.Box(new(-half, back, _floor), new(half, front, _floor + 0.12f), new Rgb(0.3f, 0.24f, 0.18f));
        var pieces = 2 + (int)(_pattern * 3);
        var step = (front - back) / pieces;
        var forward = pen.Viewer.Y > (back + front) / 2;
        for (var i = 0; i < pieces; i++)
        {
            var piece = forward ? i : pieces - 1 - i;
            var height = _floor + (top - _floor) * (0.5f + 0.5f * MathF.Abs(MathF.Sin(piece * 2.3f + _pattern * 9)));
            pen.Box(
                new(-half * 0.85f, back + piece * step + 0.1f, _floor + 0.12f), new(half * 0.85f, back + (piece + 1) * step - 0.1f, height),
                piece % 2 == 0 ? _second : _load);
        }

        pen.Box(new(-half, back, _floor), new(half, front, _floor + 0.45f), _paint);
    }
}
