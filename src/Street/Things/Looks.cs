namespace Actors.Street.Things;

/// <summary>Colours that things come in.</summary>
internal static class Looks
{
    private static readonly (Rgb Colour, float Share)[] Paints =
    [
        (new(0.90f, 0.90f, 0.89f), 22), (new(0.09f, 0.09f, 0.10f), 20), (new(0.42f, 0.43f, 0.45f), 16), (new(0.70f, 0.71f, 0.73f), 12),
        (new(0.12f, 0.20f, 0.42f), 9), (new(0.60f, 0.10f, 0.10f), 8), (new(0.33f, 0.26f, 0.19f), 4), (new(0.14f, 0.30f, 0.20f), 3),
        (new(0.85f, 0.70f, 0.15f), 3), (new(0.80f, 0.40f, 0.12f), 2), (new(0.35f, 0.60f, 0.75f), 2), (new(0.78f, 0.74f, 0.62f), 3),
    ];

    private static readonly float[] PaintShares = [.. Paints.Select(paint => paint.Share)];

    private static readonly Rgb[] SkinTones =
    [
        new(0.88f, 0.70f, 0.60f), new(0.80f, 0.60f, 0.48f), new(0.68f, 0.48f, 0.36f), new(0.52f, 0.35f, 0.25f), new(0.36f, 0.24f, 0.18f), new(0.25f, 0.17f, 0.13f),
    ];

    private static readonly Rgb[] HairTones =
    [
        new(0.07f, 0.06f, 0.06f), new(0.16f, 0.10f, 0.07f), new(0.30f, 0.19f, 0.11f), new(0.55f, 0.40f, 0.22f), new(0.72f, 0.60f, 0.38f), new(0.60f, 0.60f, 0.60f), new(0.45f, 0.17f, 0.09f),
    ];

    /// <summary>A car's paint.</summary>
    public static Rgb Paint(Dice dice) => Near(dice, Paints[dice.Weighted(PaintShares)].Colour, 0.06f);

    /// <summary>Any colour, as cloth, plastic and posters have it.</summary>
    public static Rgb Any(Dice dice)
    {
        var value = dice.Between(0.08f, 0.92f);
        return OfHue(dice.Unit(), dice.Unit() * dice.Unit() * 0.95f, value);
    }

    /// <summary>What is worn, more often dark and dull than bright.</summary>
    public static Rgb Cloth(Dice dice) => dice.Weighted([5, 3, 2, 1.2f]) switch
    {
        0 => OfHue(dice.Between(0.55f, 0.7f), dice.Between(0, 0.5f), dice.Between(0.06f, 0.35f)),
        1 => OfHue(dice.Unit(), dice.Between(0, 0.12f), dice.Between(0.1f, 0.95f)),
        2 => OfHue(dice.Unit(), dice.Between(0.2f, 0.7f), dice.Between(0.2f, 0.75f)),
        _ => OfHue(dice.Unit(), dice.Between(0.7f, 1), dice.Between(0.6f, 1)),
    };

    public static Rgb Skin(Dice dice) => Near(dice, dice.Pick<Rgb>(SkinTones), 0.04f);

    public static Rgb Hair(Dice dice) => Near(dice, dice.Pick<Rgb>(HairTones), 0.03f);

    /// <summary>A colour much like another.</summary>
    public static Rgb Near(Dice dice, Rgb colour, float by) => Vector3.Clamp(
        colour * dice.Between(1 - by, 1 + by) + new Rgb(dice.Between(-by, by), dice.Between(-by, by), dice.Between(-by, by)) * 0.5f, Vector3.Zero, Vector3.One);

    /// <summary>A colour by hue, saturation and value, each from 0 to 1.</summary>
    public static Rgb OfHue(float hue, float saturation, float value)
    {
        return new Rgb(Channel(5), Channel(3), Channel(1));

        float Channel(int n)
        {
            var k = (n + hue * 6) % 6;
            return value * (1 - saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }
}
