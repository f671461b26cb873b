namespace Actors.Street.Things;

/// <summary>Trees and bushes.</summary>
internal static class Greenery
{
    /// <summary>The colour of leaves, from spring to autumn.</summary>
    public static Rgb Leaves(Dice dice) => dice.Chance(0.8)
        ? Looks.OfHue(dice.Between(0.2f, 0.36f), dice.Between(0.35f, 0.7f), dice.Between(0.22f, 0.5f))
        : Looks.OfHue(dice.Between(0.03f, 0.14f), dice.Between(0.5f, 0.85f), dice.Between(0.4f, 0.75f));

    /// <summary>A tree, in leaf or, in winter, without.</summary>
    public static Clutter Tree(Dice dice, bool isBare)
    {
        var height = dice.Between(5, 9);
        var crown = dice.Between(1.2f, 2.2f);
        var trunk = dice.Between(0.1f, 0.22f);
        var bark = Looks.Near(dice, new Rgb(0.28f, 0.22f, 0.17f), 0.2f);
        var leaves = Leaves(dice);
        var blobs = new (Vector4 Ball, Rgb Colour)[isBare ? 0 : 18];
        for (var i = 0; i < blobs.Length; i++)
        {
            var (sin, cos) = MathF.SinCos(dice.Between(0, MathF.Tau));
            var out_ = dice.Between(0.2f, 0.8f) * crown;
            blobs[i] = (new(cos * out_, sin * out_, height - crown + dice.Between(-0.8f, 0.7f) * crown, dice.Between(0.3f, 0.6f) * crown), leaves * dice.Between(0.75f, 1.2f));
        }

        var twigs = new Vector3[isBare ? 14 : 0];
        for (var i = 0; i < twigs.Length; i++)
        {
            var (sin, cos) = MathF.SinCos(dice.Between(0, MathF.Tau));
            twigs[i] = new(cos * crown * dice.Between(0.5f, 1), sin * crown * dice.Between(0.5f, 1), height - crown * dice.Between(0, 1.4f));
        }

        return new Clutter(new(0.5f, 0.5f, height), pen =>
        {
            pen.Skin([new(0, 0, 0, trunk * 1.2f), new(0, 0, height - crown * 1.3f, trunk * 0.8f)], bark);
            var top = new Vector3(0, 0, height - crown * 1.4f);
            foreach (var twig in twigs)
            {
                pen.Line([top, Vector3.Lerp(top, twig, 0.5f) + new Vector3(0, 0, 0.3f), twig], 0.07f, bark);
            }

            foreach (var (ball, colour) in blobs)
            {
                pen.Skin([ball], colour);
            }
        }, new(crown * 1.5f, crown * 1.5f, height));
    }

    /// <summary>A bush, or a piece of hedge.</summary>
    public static Clutter Bush(Dice dice)
    {
        var (length, height, leaves) = (dice.Between(0.8f, 3), dice.Between(0.6f, 1.4f), Leaves(dice));
        var count = 3 + (int)(length * 3);
        var blobs = new (Vector4 Ball, Rgb Colour)[count];
        for (var i = 0; i < count; i++)
        {
            var radius = height * dice.Between(0.28f, 0.45f);
            blobs[i] = (new(dice.Between(-0.2f, 0.2f), (i / (count - 1f) - 0.5f) * length, height - radius - dice.Between(0, 0.4f) * height, radius), leaves * dice.Between(0.8f, 1.15f));
        }

        return new Clutter(new(0.9f, length + 0.5f, height), pen =>
        {
            foreach (var (ball, colour) in blobs)
            {
                pen.Skin([new(ball.X, ball.Y, ball.W * 0.8f, ball.W), ball], colour);
            }
        });
    }
}
