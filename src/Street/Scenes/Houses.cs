using Actors.Street.Drawing;
using Actors.Street.Things;

namespace Actors.Street.Scenes;

/// <summary>The houses along a street, and what closes it at its end.</summary>
internal sealed class Houses
{
    private const float Begin = -30;
    private const float Storey = 3.1f;

    private static readonly Rgb[] Plasters =
    [
        new(0.72f, 0.68f, 0.60f), new(0.60f, 0.36f, 0.28f), new(0.50f, 0.32f, 0.26f), new(0.80f, 0.78f, 0.74f), new(0.55f, 0.56f, 0.58f), new(0.70f, 0.60f, 0.42f), new(0.48f, 0.54f, 0.50f), new(0.66f, 0.50f, 0.46f),
    ];

    private readonly List<House> _houses = [];
    private readonly Layout _layout;

    private sealed record House(float X, float Depth, float From, float To, float Height, Rgb Wall, Rgb Glass, Rgb Shop, Rgb Awning, float WindowWidth, bool HasShop, bool HasGable, ulong Seed);

    public Houses(Dice dice, Layout layout, Viewpoint viewpoint)
    {
        _layout = layout;
        for (var side = -1; side <= 1; side += 2)
        {
            // Whoever looks from across the street stands where houses would be.
            if (!(viewpoint.IsAcross && side == viewpoint.Side))
            {
                Line(dice.For(Purpose.Houses, side), side);
            }
        }

        Close(dice.For(Purpose.Houses));
    }

    /// <summary>Draws them, the far ones first.</summary>
    public void Draw(Pen pen)
    {
        foreach (var house in _houses.OrderByDescending(house => house.From))
        {
            pen.Place(new Vector3(house.X, 0, 0), 0);
            DrawHouse(pen, house);
        }
    }

    private void Line(Dice dice, int side)
    {
        var (low, high, gap, green) = _layout.Style switch
        {
            Layout.Quarter.City => (3, 7, 0.08, 0.3),
            Layout.Quarter.Suburb => (1, 3, 0.55, 0.8),
            Layout.Quarter.Works => (1, 3, 0.25, 0.2),
            _ => (0, 4, 0.6, 1.0),
        };
        for (var y = Begin; y < _layout.Ends;)
        {
            var width = _layout.Style == Layout.Quarter.Works ? dice.Between(15, 35) : dice.Between(7, 17);
            var storeys = low + dice.Below(high - low + 1);
            if (storeys > 0)
            {
                _houses.Add(Throw(dice, side * (_layout.Houses + dice.Between(0, 0.4f)), side * dice.Between(8, 12), y, y + width, storeys * Storey + dice.Between(0.3f, 1.2f)));
            }

            y += width + (dice.Chance(gap) ? dice.Between(2, 9) : 0.02f);
        }
    }

    private void Close(Dice dice)
    {
        for (var x = -70f; x < 70;)
        {
            var width = dice.Between(8, 20);
            _houses.Add(Throw(dice, x, width, _layout.Ends + 12, _layout.Ends + 24, dice.Between(6, 18)));
            x += width;
        }
    }

    private House Throw(Dice dice, float x, float depth, float from, float to, float height) => new(
        x, depth, from, to, height, Looks.Near(dice, dice.Pick<Rgb>(Plasters), 0.18f), new Rgb(0.16f, 0.19f, 0.23f) * dice.Between(0.6f, 1.6f), Looks.Any(dice), Looks.Any(dice),
        dice.Between(1.6f, 3.2f), _layout.Style == Layout.Quarter.City && dice.Chance(0.7), _layout.Style == Layout.Quarter.Suburb && dice.Chance(0.8), dice.Next());

    private void DrawHouse(Pen pen, House house)
    {
        var (near, far) = (Math.Min(0, house.Depth), Math.Max(0, house.Depth));
        pen.Box(new(near, house.From, 0), new(far, house.To, house.Height), house.Wall);
        pen.Inside(new((near + far) / 2, (house.From + house.To) / 2, house.Height / 2));
        if (house.HasGable)
        {
            var (middle, ridge) = ((near + far) / 2, house.Height + 2.4f);
            pen.Face([new(0, house.From, house.Height), new(0, house.To, house.Height), new(middle, house.To, ridge), new(middle, house.From, ridge)], house.Shop * 0.3f + new Rgb(0.22f, 0.1f, 0.08f));
            pen.Face([new(near, house.From, house.Height), new(far, house.From, house.Height), new(middle, house.From, ridge)], house.Wall);
        }

        if (house.From > _layout.Ends)
        {
            // Of what closes the street the front is at its near end.
            Facade(pen, house, (along, up, wide, high, colour, glow) => pen.End(house.From - 0.01f, along, along + wide, up, up + high, colour, glow), near, far);
        }
        else
        {
            var x = -MathF.Sign(house.Depth) * 0.01f;
            Facade(pen, house, (along, up, wide, high, colour, glow) => pen.Wall(x, along, along + wide, up, up + high, colour, glow), house.From, house.To);
        }
    }

    private void Facade(Pen pen, House house, Action<float, float, float, float, Rgb, float> paint, float from, float to)
    {
        var dice = new Dice(house.Seed);
        var isDark = pen.Light.IsDark;
        var first = house.HasShop ? Storey + 0.4f : 0.9f;
        if (house.HasShop)
        {
            paint(from + 0.3f, 0.4f, to - from - 0.6f, 2.3f, isDark && dice.Chance(0.7) ? new Rgb(0.95f, 0.85f, 0.6f) : house.Glass, isDark ? 0.75f : 0);
            paint(from + 0.3f, 2.75f, to - from - 0.6f, 0.55f, house.Shop, isDark ? 0.35f : 0);
            for (var along = from + 1.5f; along < to - 1; along += dice.Between(2, 4))
            {
                paint(along, 0.1f, 0.25f, 2.6f, house.Wall * 0.7f, 0);
                if (dice.Chance(0.3))
                {
                    // Posters in the window.
                    paint(along + 0.4f, 0.7f, dice.Between(0.5f, 1.2f), dice.Between(0.7f, 1.5f), Looks.Any(dice), isDark ? 0.3f : 0);
                }
            }
        }

        if (pen.Camera.Scale(new Vector3(house.X, Math.Max(from, 2), first)) < 4)
        {
            return;
        }

        var step = house.WindowWidth + 0.7f;
        for (var up = first; up + 1.7f < house.Height; up += Storey)
        {
            for (var along = from + 0.7f; along + house.WindowWidth * 0.75f < to; along += step)
            {
                var lit = isDark && dice.Chance(0.35);
                paint(along, up, house.WindowWidth * 0.7f, 1.6f, lit ? new Rgb(0.9f, 0.75f, 0.45f) * dice.Between(0.5f, 1) : house.Glass * dice.Between(0.7f, 1.3f), lit ? 0.8f : 0);
                if (dice.Chance(0.3))
                {
                    paint(along, up + 0.9f, house.WindowWidth * 0.7f, 0.7f, house.Wall * 1.1f, 0);
                }
            }
        }

        if (!house.HasShop)
        {
            paint((from + to) / 2 + 0.2f, 0, 1.1f, 2.2f, house.Awning * 0.6f, 0);
        }
    }
}
