namespace Actors.Street.Things;

/// <summary>Street lamps.</summary>
internal static class StreetLamp
{
    private static readonly Rgb Steel = new(0.3f, 0.31f, 0.33f);

    /// <summary>A street lamp, its arm to the right.</summary>
    public static Clutter Of(Dice dice)
    {
        var (height, arm) = (dice.Between(5.5f, 8), dice.Between(0.6f, 1.8f));
        return new Clutter(new(0.3f, 0.3f, height), pen =>
        {
            pen.Skin([new(0, 0, 0, 0.09f), new(0, 0, height, 0.05f)], Steel);
            pen.Line([new(0, 0, height), new(arm * 0.4f, 0, height + 0.15f), new(arm, 0, height + 0.1f)], 0.07f, Steel);
            pen.Skin([new(arm - 0.2f, 0, height + 0.05f, 0.08f), new(arm + 0.25f, 0, height + 0.05f, 0.06f)], pen.Light.IsDark ? new Rgb(2.5f, 2.3f, 1.7f) : Steel * 1.3f, round: false);
            pen.Glow(new(arm, 0, height), default, pen.Light.IsDark, 1.1f, pen.Light.Lamplight * 0.9f);
        }, new(0.15f, 0.15f, height));
    }
}
