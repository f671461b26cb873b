using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>Small things on a pavement.</summary>
internal static class Furniture
{
    private static readonly Rgb Steel = new(0.42f, 0.43f, 0.45f);
    private static readonly Rgb Wood = new(0.42f, 0.29f, 0.18f);

    private static readonly Func<Dice, Thing>[] Kinds =
    [
        Bin, Bollard, Hydrant, PostBox, Sign, Bench, Planter, Cabinet, Bags, Parasol, Statue, Dustbins,
    ];

    /// <summary>Any of them.</summary>
    public static Thing Any(Dice dice) => dice.Pick<Func<Dice, Thing>>(Kinds)(dice);

    private static Clutter Bin(Dice dice)
    {
        var (colour, height) = (Looks.Any(dice), dice.Between(0.8f, 1.1f));
        return new Clutter(new(0.5f, 0.5f, height), pen =>
        {
            pen.Skin([new(0, 0, 0.2f, 0.2f), new(0, 0, height - 0.22f, 0.22f)], colour);
            pen.Skin([new(0, 0, height - 0.12f, 0.2f)], colour * 0.5f, round: false);
        });
    }

    private static Clutter Bollard(Dice dice)
    {
        var colour = dice.Chance(0.5) ? Steel * 0.5f : Looks.Any(dice);
        return new Clutter(new(0.2f, 0.2f, 0.95f), pen =>
        {
            pen.Skin([new(0, 0, 0.08f, 0.08f), new(0, 0, 0.87f, 0.07f)], colour);
            pen.Skin([new(0, 0, 0.7f, 0.078f), new(0, 0, 0.76f, 0.078f)], new Rgb(0.85f, 0.85f, 0.85f), round: false);
        });
    }

    private static Clutter Hydrant(Dice dice)
    {
        var colour = Looks.OfHue(dice.Pick<float>([0, 0.12f, 0.6f]), 0.85f, 0.75f);
        return new Clutter(new(0.4f, 0.4f, 0.75f), pen =>
        {
            pen.Skin([new(0, 0, 0.1f, 0.13f), new(0, 0, 0.5f, 0.12f)], colour);
            pen.Skin([new(-0.16f, 0, 0.45f, 0.06f), new(0.16f, 0, 0.45f, 0.06f)], colour * 0.9f);
            pen.Skin([new(0, 0, 0.62f, 0.1f)], colour * 1.1f);
        });
    }

    private static Clutter PostBox(Dice dice)
    {
        var colour = dice.Chance(0.7) ? Looks.OfHue(dice.Pick<float>([0, 0.13f, 0.6f]), 0.85f, 0.7f) : Looks.Any(dice);
        var height = dice.Between(1.3f, 1.65f);
        return new Clutter(new(0.5f, 0.45f, height), pen =>
        {
            pen.Box(new(-0.25f, -0.22f, 0.12f), new(0.25f, 0.22f, height), colour);
            pen.End(0.225f, -0.16f, 0.16f, height - 0.35f, height - 0.28f, new Rgb(0.05f, 0.05f, 0.05f));
            pen.End(0.225f, -0.14f, 0.14f, height - 0.75f, height - 0.5f, new Rgb(0.9f, 0.9f, 0.85f));
        });
    }

    private static Clutter Sign(Dice dice)
    {
        var (colour, rim) = (Looks.OfHue(dice.Pick<float>([0, 0.6f, 0.14f, 0.35f]), 0.9f, 0.75f), new Rgb(0.9f, 0.9f, 0.9f));
        var (height, round) = (dice.Between(2.1f, 2.7f), dice.Chance(0.5));
        return new Clutter(new(0.3f, 0.3f, height + 0.3f), pen =>
        {
            pen.Skin([new(0, 0, 0, 0.035f), new(0, 0, height + 0.25f, 0.035f)], Steel);
            if (round)
            {
                pen.Skin([new(0, 0.05f, height, 0.32f)], colour, round: false);
                pen.Skin([new(0, 0.06f, height, 0.22f)], rim, round: false);
            }
            else
            {
                pen.Sheet([new(-0.35f, 0.05f, height - 0.3f), new(0.35f, 0.05f, height - 0.3f), new(0.35f, 0.05f, height + 0.3f), new(-0.35f, 0.05f, height + 0.3f)], colour);
                pen.Sheet([new(-0.22f, 0.06f, height - 0.12f), new(0.22f, 0.06f, height - 0.12f), new(0.22f, 0.06f, height + 0.05f), new(-0.22f, 0.06f, height + 0.05f)], rim);
            }
        });
    }

    /// <summary>A bench to sit on.</summary>
    public static Clutter Bench(Dice dice)
    {
        var colour = dice.Chance(0.7) ? Looks.Near(dice, Wood, 0.2f) : Looks.Any(dice);
        return new Clutter(new(1.8f, 0.6f, 0.85f), pen =>
        {
            var behind = pen.Viewer.Y < 0;
            if (!behind)
            {
                Back();
            }

            pen.Box(new(-0.8f, -0.22f, 0.02f), new(-0.72f, 0.2f, 0.42f), Steel * 0.5f);
            pen.Box(new(0.72f, -0.22f, 0.02f), new(0.8f, 0.2f, 0.42f), Steel * 0.5f);
            pen.Box(new(-0.9f, -0.25f, 0.4f), new(0.9f, 0.25f, 0.46f), colour);
            if (behind)
            {
                Back();
            }

            void Back() => pen.Box(new(-0.9f, -0.3f, 0.55f), new(0.9f, -0.24f, 0.85f), colour);
        });
    }

    private static Clutter Planter(Dice dice)
    {
        var (colour, leaves, flowers) = (Looks.Any(dice) * 0.8f, Greenery.Leaves(dice), Looks.OfHue(dice.Unit(), 0.8f, 0.9f));
        return new Clutter(new(1.2f, 1.2f, 1.1f), pen =>
        {
            pen.Box(new(-0.55f, -0.55f, 0), new(0.55f, 0.55f, 0.5f), colour);
            for (var i = 0; i < 7; i++)
            {
                var (sin, cos) = MathF.SinCos(i * 2.4f);
                pen.Skin([new(cos * 0.3f, sin * 0.3f, 0.65f + 0.05f * (i % 3), 0.24f)], leaves);
                pen.Skin([new(cos * 0.42f, sin * 0.3f, 0.8f + 0.06f * (i % 3), 0.06f)], flowers, round: false);
            }
        });
    }

    private static Clutter Cabinet(Dice dice)
    {
        var size = new Vector3(dice.Between(0.6f, 1.4f), dice.Between(0.35f, 0.6f), dice.Between(0.9f, 1.8f));
        var (colour, poster) = (dice.Chance(0.5) ? new Rgb(0.5f, 0.53f, 0.5f) : Looks.Any(dice), Looks.Any(dice));
        return new Clutter(size, pen =>
        {
            pen.Box(new(-size.X / 2, -size.Y / 2, 0.05f), new(size.X / 2, size.Y / 2, size.Z), colour);
            pen.End(size.Y / 2 + 0.01f, -0.01f, 0.01f, 0.1f, size.Z - 0.05f, colour * 0.5f);
            pen.End(size.Y / 2 + 0.01f, -size.X * 0.4f, -size.X * 0.1f, size.Z * 0.4f, size.Z * 0.75f, poster);
        });
    }

    private static Clutter Bags(Dice dice)
    {
        var colour = dice.Chance(0.6) ? new Rgb(0.09f, 0.09f, 0.1f) : Looks.Any(dice);
        return new Clutter(new(1, 0.8f, 0.6f), pen =>
        {
            pen.Skin([new(-0.25f, 0.1f, 0.25f, 0.27f), new(-0.25f, 0.1f, 0.5f, 0.08f)], colour);
            pen.Skin([new(0.25f, -0.1f, 0.22f, 0.25f), new(0.27f, -0.1f, 0.47f, 0.07f)], colour * 0.9f);
            pen.Skin([new(0.02f, 0.2f, 0.2f, 0.22f)], colour * 1.2f);
        });
    }

    private static Clutter Parasol(Dice dice)
    {
        var (colour, second) = (Looks.Any(dice), dice.Chance(0.5) ? new Rgb(0.9f, 0.9f, 0.88f) : Looks.Any(dice));
        return new Clutter(new(1.2f, 1.2f, 2.5f), pen =>
        {
            pen.Skin([new(0, 0, 0, 0.03f), new(0, 0, 2.4f, 0.03f)], Wood);
            pen.Skin([new(-0.35f, 0, 0.72f, 0.03f), new(0.35f, 0, 0.72f, 0.03f), new(0, 0.35f, 0.72f, 0.03f), new(0, -0.35f, 0.72f, 0.03f)], new Rgb(0.75f, 0.75f, 0.72f), round: false);
            for (var i = 0; i < 8; i++)
            {
                var ((sin, cos), (nextSin, nextCos)) = (MathF.SinCos(i * MathF.Tau / 8), MathF.SinCos((i + 1) * MathF.Tau / 8));
                pen.Skin([new(0, 0, 2.45f, 0.03f), new(cos * 1.2f, sin * 1.2f, 2.05f, 0.02f), new(nextCos * 1.2f, nextSin * 1.2f, 2.05f, 0.02f)], i % 2 == 0 ? colour : second, round: false);
            }
        }, new(2.2f, 2.2f, 2.4f));
    }

    // Upright, head and shoulders, and yet nobody: a slab, or a stone with a ball on it.
    private static Clutter Statue(Dice dice)
    {
        var (colour, height) = (Looks.Near(dice, new Rgb(0.5f, 0.5f, 0.48f), 0.25f), dice.Between(0.9f, 1.5f));
        return new Clutter(new(0.7f, 0.7f, height + 0.5f), pen =>
        {
            pen.Box(new(-0.3f, -0.3f, 0), new(0.3f, 0.3f, height), colour);
            pen.Skin([new(0, 0, height + 0.25f, 0.24f)], colour * 1.1f);
        });
    }

    private static Clutter Dustbins(Dice dice)
    {
        var lids = (Looks.Any(dice), Looks.Any(dice));
        var body = new Rgb(0.2f, 0.21f, 0.2f);
        return new Clutter(new(1.3f, 0.75f, 1.1f), pen =>
        {
            for (var i = 0; i < 2; i++)
            {
                var x = (pen.Viewer.X > 0 ? i : 1 - i) * 0.68f - 0.34f;
                pen.Box(new(x - 0.29f, -0.33f, 0.06f), new(x + 0.29f, 0.33f, 0.98f), body);
                pen.Box(new(x - 0.31f, -0.35f, 0.98f), new(x + 0.31f, 0.35f, 1.07f), i == 0 ? lids.Item1 : lids.Item2);
            }
        });
    }
}
