using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>Larger clutter, some of it shaped and painted like what is to be found.</summary>
internal static class LookAlikes
{
    private static readonly Rgb Steel = new(0.42f, 0.43f, 0.45f);
    private static readonly Rgb Rubber = new(0.08f, 0.08f, 0.08f);

    private static readonly Func<Dice, Thing>[] Pavement = [Kiosk, Billboard, Shelter, Motorcycle, Scooter, Dog, Stall];

    private static readonly Func<Dice, Thing>[] Kerb = [Skip, Motorcycle, Cones, Barrier, Motorcycle, Skip, Trailer];

    /// <summary>Something on the pavement.</summary>
    public static Thing OnPavement(Dice dice) => dice.Pick<Func<Dice, Thing>>(Pavement)(dice);

    /// <summary>Something where cars are parked.</summary>
    public static Thing AtKerb(Dice dice) => dice.Pick<Func<Dice, Thing>>(Kerb)(dice);

    // As large as a van, with a window and a stripe, and without wheels.
    private static Clutter Kiosk(Dice dice)
    {
        var size = new Vector3(dice.Between(1.6f, 2.2f), dice.Between(2, 4), dice.Between(2.2f, 2.7f));
        var (paint, stripe) = (Looks.Any(dice), Looks.Any(dice));
        return new Clutter(size, pen =>
        {
            var (half, end) = (size.X / 2, size.Y / 2);
            pen.Box(new(-half, -end, 0), new(half, end, size.Z), paint);
            for (var side = -1; side <= 1; side += 2)
            {
                pen.Wall(side * (half + 0.01f), -end * 0.8f, end * 0.8f, 1, 1.9f, pen.Light.IsDark ? new Rgb(0.9f, 0.8f, 0.5f) : new Rgb(0.15f, 0.17f, 0.2f), pen.Light.IsDark ? 0.7f : 0);
                pen.Wall(side * (half + 0.01f), -end, end, 0.4f, 0.7f, stripe);
            }

            pen.Box(new(-half - 0.2f, -end - 0.2f, size.Z), new(half + 0.2f, end + 0.2f, size.Z + 0.15f), stripe);
        });
    }

    // Posters have the colours of clothes and cars.
    private static Clutter Billboard(Dice dice)
    {
        var (back, one, two, three) = (Looks.Any(dice), Looks.Any(dice), Looks.Any(dice), Looks.Skin(dice));
        var (width, height) = (dice.Between(1.2f, 3), dice.Between(1.5f, 2.2f));
        var split = dice.Between(0.3f, 0.7f);
        return new Clutter(new(0.2f, width, height + 0.7f), pen =>
        {
            var glow = pen.Light.IsDark ? 0.6f : 0;
            pen.Box(new(-0.08f, -width / 2, 0), new(0.08f, width / 2, height + 0.7f), Steel);
            for (var side = -1; side <= 1; side += 2)
            {
                var x = side * 0.09f;
                pen.Wall(x, -width * 0.46f, width * 0.46f, 0.6f, height + 0.6f, back, glow);
                pen.Wall(x + side * 0.005f, -width * 0.4f, width * (split - 0.5f), 0.8f, height * 0.8f, one, glow);
                pen.Wall(x + side * 0.005f, width * (split - 0.45f), width * 0.4f, height * 0.5f, height * 0.95f, two, glow);
                pen.Disc(new(x + side * 0.008f, width * (split - 0.6f), height * 0.75f), 0.2f, three);
            }
        });
    }

    // Glass and a roof, as long as a bus.
    private static Clutter Shelter(Dice dice)
    {
        var (length, poster) = (dice.Between(2.5f, 5), Looks.Any(dice));
        return new Clutter(new(1.5f, length, 2.5f), pen =>
        {
            var end = length / 2;
            pen.Inside(new(0, 0, 1));
            foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(-0.7f, -end), (-0.7f, end), (0.6f, -end), (0.6f, end)])
            {
                pen.Skin([new(x, y, 0, 0.04f), new(x, y, 2.35f, 0.04f)], Steel);
            }

            var near = pen.Viewer.Y > 0 ? end : -end;
            pen.Sheet([new(-0.7f, near, 0.4f), new(0.3f, near, 0.4f), new(0.3f, near, 2.1f), new(-0.7f, near, 2.1f)], poster, pen.Light.IsDark ? 0.6f : 0);
            pen.Box(new(-0.85f, -end - 0.2f, 2.32f), new(0.8f, end + 0.2f, 2.45f), Steel * 0.7f);
        });
    }

    // Two wheels and a seat, but no bicycle.
    private static Clutter Motorcycle(Dice dice)
    {
        var (paint, isScooter) = (Looks.Any(dice), dice.Chance(0.5));
        return new Clutter(new(0.7f, 1.9f, 1.1f), pen =>
        {
            var radius = isScooter ? 0.24f : 0.31f;
            for (var end = -1; end <= 1; end += 2)
            {
                pen.Skin([new(-0.05f, end * 0.65f, radius, radius), new(0.05f, end * 0.65f, radius, radius)], Rubber, round: false);
                pen.Skin([new(0, end * 0.65f, radius, radius * 0.5f)], Steel, round: false);
            }

            pen.Skin([new(0, -0.5f, 0.5f, 0.16f), new(0, 0.2f, 0.42f, 0.2f)], Steel * 0.5f);
            pen.Skin([new(0, -0.6f, 0.68f, 0.14f), new(0, 0.05f, 0.66f, 0.14f)], isScooter ? paint : Rubber);
            pen.Skin([new(0, 0.1f, 0.72f, 0.17f), new(0, 0.35f, 0.7f, 0.15f)], paint);
            pen.Skin([new(0, 0.5f, 0.9f, 0.09f), new(0, 0.66f, 0.4f, isScooter ? 0.16f : 0.06f)], isScooter ? paint : Steel);
            pen.Line([new(-0.33f, 0.42f, 1), new(0.33f, 0.42f, 1)], 0.05f, Rubber);
        });
    }

    private static Clutter Scooter(Dice dice)
    {
        var paint = Looks.Any(dice);
        return new Clutter(new(0.45f, 1.1f, 1.15f), pen =>
        {
            pen.Skin([new(0, -0.4f, 0.12f, 0.11f)], Rubber, round: false);
            pen.Skin([new(0, 0.45f, 0.12f, 0.11f)], Rubber, round: false);
            pen.Line([new(0, -0.4f, 0.15f), new(0, 0.35f, 0.15f), new(0, 0.4f, 1.1f)], 0.07f, paint);
            pen.Line([new(-0.22f, 0.4f, 1.1f), new(0.22f, 0.4f, 1.1f)], 0.04f, Rubber);
        });
    }

    private static Clutter Dog(Dice dice)
    {
        var (fur, tall) = (Looks.Near(dice, dice.Pick<Rgb>([new(0.12f, 0.1f, 0.09f), new(0.5f, 0.35f, 0.2f), new(0.8f, 0.75f, 0.65f)]), 0.1f), dice.Between(0.35f, 0.65f));
        return new Clutter(new(0.3f, tall * 1.7f, tall * 1.2f), pen =>
        {
            for (var leg = 0; leg < 4; leg++)
            {
                var (x, y) = ((leg % 2 - 0.5f) * 0.16f, (leg / 2 - 0.5f) * tall * 0.95f);
                pen.Skin([new(x, y, tall * 0.55f, 0.05f), new(x, y, 0.03f, 0.03f)], fur * 0.9f);
            }

            pen.Skin([new(0, -tall * 0.5f, tall * 0.68f, tall * 0.2f), new(0, tall * 0.5f, tall * 0.72f, tall * 0.22f)], fur);
            pen.Skin([new(0, tall * 0.6f, tall * 0.85f, tall * 0.13f), new(0, tall * 0.82f, tall * 1.02f, tall * 0.15f)], fur);
            pen.Skin([new(0, tall * 0.9f, tall * 0.98f, tall * 0.09f), new(0, tall * 1.05f, tall * 0.95f, tall * 0.06f)], fur * 0.8f);
            pen.Line([new(0, -tall * 0.6f, tall * 0.75f), new(0, -tall * 0.95f, tall)], 0.05f, fur);
        });
    }

    private static Clutter Stall(Dice dice)
    {
        var (cloth, second, goods) = (Looks.Any(dice), new Rgb(0.92f, 0.92f, 0.9f), Looks.OfHue(dice.Unit(), 0.8f, 0.8f));
        return new Clutter(new(1.6f, 2.6f, 2.4f), pen =>
        {
            pen.Box(new(-0.6f, -1.2f, 0), new(0.6f, 1.2f, 0.9f), cloth * 0.6f);
            for (var i = 0; i < 5; i++)
            {
                pen.Skin([new(-0.3f, -1 + i * 0.5f, 0.98f, 0.14f), new(0.3f, -1 + i * 0.5f, 0.98f, 0.14f)], i % 2 == 0 ? goods : cloth, round: false);
            }

            foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(-0.7f, -1.2f), (0.7f, -1.2f), (-0.7f, 1.2f), (0.7f, 1.2f)])
            {
                pen.Skin([new(x, y, 0, 0.03f), new(x, y, 2.1f, 0.03f)], Steel);
            }

            for (var i = 0; i < 6; i++)
            {
                var y = -1.4f + i * 0.47f;
                pen.Sheet([new(-0.95f, y, 2.0f), new(0, y, 2.45f), new(0, y + 0.47f, 2.45f), new(-0.95f, y + 0.47f, 2.0f)], i % 2 == 0 ? cloth : second);
                pen.Sheet([new(0.95f, y, 2.0f), new(0, y, 2.45f), new(0, y + 0.47f, 2.45f), new(0.95f, y + 0.47f, 2.0f)], i % 2 == 0 ? cloth : second);
            }
        });
    }

    // Of steel, painted like a lorry, and open: a builder's.
    private static Clutter Skip(Dice dice)
    {
        var (paint, rubble, length) = (Looks.Any(dice), Looks.Near(dice, new Rgb(0.5f, 0.42f, 0.35f), 0.2f), dice.Between(2.6f, 4));
        return new Clutter(new(1.8f, length, 1.4f), pen =>
        {
            var end = length / 2;
            pen.Skin([new(-0.4f, -end * 0.5f, 1.15f, 0.35f), new(0.4f, end * 0.5f, 1.1f, 0.4f)], rubble);
            pen.Prism([new(-end * 0.65f, 0.05f), new(-end, 1.25f), new(end, 1.25f), new(end * 0.65f, 0.05f)], 0.9f, 0, paint, [paint * 0.9f, rubble * 0.8f, paint * 0.9f]);
            pen.Wall(0.91f, -0.06f, 0.06f, 0.1f, 1.25f, paint * 0.7f);
            pen.Wall(-0.91f, -0.06f, 0.06f, 0.1f, 1.25f, paint * 0.7f);
        });
    }

    private static Clutter Trailer(Dice dice)
    {
        var (paint, cover) = (Steel * dice.Between(0.5f, 1.3f), Looks.Any(dice));
        return new Clutter(new(1.6f, 3, 1.5f), pen =>
        {
            pen.Box(new(-0.75f, -1.2f, 0.45f), new(0.75f, 1.1f, 0.85f), paint);
            pen.Box(new(-0.75f, -1.2f, 0.85f), new(0.75f, 1.1f, 1.45f), cover);
            pen.Line([new(0, 1.1f, 0.5f), new(0, 1.6f, 0.5f), new(0, 1.6f, 0.05f)], 0.08f, Steel * 0.6f);
            pen.Inside(new(0, 0, 0.7f));
            pen.Disc(new(0.78f, -0.1f, 0.27f), 0.27f, Rubber);
            pen.Disc(new(-0.78f, -0.1f, 0.27f), 0.27f, Rubber);
        });
    }

    private static Clutter Cones(Dice dice)
    {
        var orange = Looks.OfHue(dice.Between(0.02f, 0.08f), 0.9f, 0.9f);
        return new Clutter(new(0.5f, 3.2f, 0.75f), pen =>
        {
            for (var i = 0; i < 3; i++)
            {
                var y = (pen.Viewer.Y > 0 ? i - 1 : 1 - i) * 1.3f;
                pen.Box(new(-0.2f, y - 0.2f, 0), new(0.2f, y + 0.2f, 0.05f), orange * 0.6f);
                pen.Skin([new(0, y, 0.1f, 0.15f), new(0, y, 0.7f, 0.03f)], orange);
                pen.Skin([new(0, y, 0.35f, 0.105f), new(0, y, 0.45f, 0.085f)], new Rgb(0.95f, 0.95f, 0.95f), round: false);
            }
        });
    }

    private static Clutter Barrier(Dice dice)
    {
        var red = dice.Chance(0.6) ? new Rgb(0.8f, 0.12f, 0.1f) : new Rgb(0.9f, 0.6f, 0.1f);
        return new Clutter(new(0.4f, 2.4f, 1.1f), pen =>
        {
            for (var i = 0; i < 8; i++)
            {
                var y = -1.2f + i * 0.3f;
                pen.Sheet([new(0, y, 0.75f), new(0, y + 0.3f, 0.75f), new(0, y + 0.3f, 1), new(0, y, 1)], i % 2 == 0 ? red : new Rgb(0.92f, 0.92f, 0.92f));
            }

            pen.Skin([new(0, -1, 0, 0.03f), new(0, -1, 1, 0.03f)], Steel);
            pen.Skin([new(0, 1, 0, 0.03f), new(0, 1, 1, 0.03f)], Steel);
            pen.Glow(new(0, -1, 1.1f), default, pen.Light.IsDark, 0.2f, new(1, 0.6f, 0.1f));
        });
    }
}
