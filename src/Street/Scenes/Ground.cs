using Actors.Street.Drawing;
using Actors.Street.Things;
using Actors.Street.Traffic;

namespace Actors.Street.Scenes;

/// <summary>The road, its markings, the pavements and what lies beside them.</summary>
internal sealed class Ground
{
    private const float Begin = -40;
    private const float MarkWidth = 0.13f;

    private static readonly Rgb White = new(0.85f, 0.85f, 0.83f);

    private readonly Layout _layout;
    private readonly Rgb _road;
    private readonly Rgb _pavement;
    private readonly Rgb _verge;
    private readonly Rgb _bikeLane;
    private readonly Rgb _mark;
    private readonly List<(Vector2 At, Vector2 Half, Rgb Colour)> _patches = [];

    public Ground(Dice dice, Layout layout, Climate climate)
    {
        _layout = layout;
        var asphalt = dice.Between(0.26f, 0.46f);
        _road = Looks.Near(dice, new Rgb(asphalt, asphalt, asphalt * 1.02f), 0.05f);
        _pavement = dice.Weighted([3, 1, 1]) switch
        {
            0 => Looks.Near(dice, new Rgb(0.56f, 0.55f, 0.53f), 0.12f),
            1 => Looks.Near(dice, new Rgb(0.52f, 0.38f, 0.32f), 0.1f),
            _ => _road * 1.15f,
        };
        _verge = layout.Style is Layout.Quarter.Suburb or Layout.Quarter.Park ? Greenery.Leaves(dice) : Looks.Near(dice, new Rgb(0.45f, 0.43f, 0.4f), 0.1f);
        _bikeLane = dice.Chance(0.4) ? new Rgb(0.5f, 0.24f, 0.2f) : dice.Chance(0.3) ? new Rgb(0.2f, 0.4f, 0.28f) : _road;
        _mark = dice.Chance(0.2) ? new Rgb(0.85f, 0.7f, 0.25f) : White;
        if (climate.IsSnowy)
        {
            var snow = dice.Between(0.4f, 0.85f);
            (_pavement, _verge, _road, _bikeLane) = (Snowy(_pavement, snow), Snowy(_verge, 0.95f), Snowy(_road, snow * 0.5f), Snowy(_bikeLane, snow * 0.6f));
        }
        else if (climate.IsWet)
        {
            (_pavement, _road, _bikeLane) = (_pavement * 0.72f, _road * 0.65f, _bikeLane * 0.7f);
        }

        ThrowPatches(dice, climate);
        Gloss = climate.IsWet ? dice.Between(0.3f, 0.55f) : 0;
        Grain = dice.Between(0.5f, 1.3f);
    }

    /// <summary>How much of the sky the road mirrors, 0 to 1.</summary>
    public float Gloss { get; }

    /// <summary>How strong its texture is, in parts of the usual.</summary>
    public float Grain { get; }

    /// <summary>Draws everything flat, the lowest first.</summary>
    public void Draw(Pen pen)
    {
        pen.Place(Vector3.Zero, 0);
        var far = _layout.Ends + 12;
        Strip(pen, -120, 120, Begin, far + 60, _verge);
        Strip(pen, -60, 60, far - 12, far, _road * 1.02f);
        Strip(pen, -_layout.Walk, _layout.Walk, Begin, far - 11, _pavement);
        Strip(pen, -_layout.Kerb - 0.15f, _layout.Kerb + 0.15f, Begin, far - 8, _pavement * 1.12f);
        Strip(pen, -_layout.Kerb, _layout.Kerb, Begin, far - 5, _road);
        foreach (var (at, half, colour) in _patches)
        {
            Strip(pen, at.X - half.X, at.X + half.X, at.Y - half.Y, at.Y + half.Y, colour);
        }

        for (var side = -1; side <= 1; side += 2)
        {
            DrawMarks(pen, side, far - 20);
        }

        Dashes(pen, 0, 3, 4.5f, far - 20);
        if (_layout.CrossingAt is { } at2)
        {
            DrawCrossing(pen, at2);
        }
    }

    private static Rgb Snowy(Rgb colour, float share) => Vector3.Lerp(colour, new Rgb(0.88f, 0.9f, 0.94f), share);

    private void ThrowPatches(Dice dice, Climate climate)
    {
        // Mended asphalt, lids, oil; puddles where it rains.
        for (var i = 10 + dice.Below(25); i > 0; i--)
        {
            var at = new Vector2(dice.Between(-_layout.Walk, _layout.Walk), dice.Between(0, 60));
            var isRoad = MathF.Abs(at.X) < _layout.Kerb;
            var (half, colour) = dice.Weighted([3, 3, 1]) switch
            {
                0 => (new Vector2(dice.Between(0.3f, 1.2f), dice.Between(0.5f, 4)), (isRoad ? _road : _pavement) * dice.Between(0.75f, 1.2f)),
                1 => (new Vector2(0.32f, 0.32f), _road * 0.6f),
                _ => (new Vector2(dice.Between(0.2f, 0.6f), dice.Between(0.2f, 0.8f)), _road * 0.7f),
            };
            _patches.Add((at, half, climate.IsWet && dice.Chance(0.4) ? climate.Sky.Horizon * 0.6f : colour));
        }
    }

    private void DrawMarks(Pen pen, int side, float far)
    {
        var edge = side * _layout.Road;
        if (_layout.HasBikeLane)
        {
            Strip(pen, edge, edge + side * 1.5f, Begin, far, _bikeLane);
            Strip(pen, edge - MarkWidth / 2, edge + MarkWidth / 2, Begin, far, White);
        }

        if (_layout.LanesEachWay > 1)
        {
            Dashes(pen, side * _layout.LaneWidth, 2, 6, far);
        }

        if (_layout.Parks(side))
        {
            var x = side * (_layout.Road + 1.5f);
            Strip(pen, x - 0.06f, x + 0.06f, Begin, far, White * 0.9f);
        }
    }

    private void Dashes(Pen pen, float x, float length, float period, float far)
    {
        for (var y = Begin; y < far; y += period)
        {
            if (!(_layout.CrossingAt is { } at && y + length > at - 3 && y < at + 3))
            {
                Strip(pen, x - MarkWidth / 2, x + MarkWidth / 2, y, y + length, _mark);
            }
        }
    }

    private void DrawCrossing(Pen pen, float at)
    {
        for (var x = -_layout.Kerb + 0.3f; x < _layout.Kerb - 0.4f; x += 1)
        {
            Strip(pen, x, x + 0.5f, at - Crossing.Width / 2, at + Crossing.Width / 2, White);
        }

        for (var side = -1; side <= 1; side += 2)
        {
            var y = at - _layout.Direction(side) * (Crossing.Width / 2 + 0.7f);
            Strip(pen, side > 0 ? 0.1f : -_layout.Road, side > 0 ? _layout.Road : -0.1f, y - 0.2f, y + 0.2f, White);
        }
    }

    private static void Strip(Pen pen, float x0, float x1, float y0, float y1, Rgb colour) =>
        pen.Floor([new(x0, y0, 0), new(x1, y0, 0), new(x1, y1, 0), new(x0, y1, 0)], colour);
}
