namespace Actors.Street.Drawing;

/// <summary>How bright things are: sun, sky, street lamps, and the haze between them and the camera.</summary>
internal sealed class Light
{
    /// <summary>Towards the sun.</summary>
    public required Vector3 Sun { get; init; }

    /// <summary>What the sun adds to what faces it; nothing at night or under clouds.</summary>
    public required Rgb Sunlight { get; init; }

    /// <summary>What comes from everywhere.</summary>
    public required Rgb Sky { get; init; }

    /// <summary>The colour that far things fade into.</summary>
    public required Rgb Haze { get; init; }

    /// <summary>How fast they do, in parts a metre.</summary>
    public required float HazeDensity { get; init; }

    /// <summary>What a street lamp adds below it; nothing by day.</summary>
    public required Rgb Lamplight { get; init; }

    /// <summary>Metres from lamp to lamp along the street.</summary>
    public required float LampSpacing { get; init; }

    /// <summary>Whether lamps, headlights and windows shine.</summary>
    public bool IsDark => Lamplight != default;

    /// <summary>The share of the sun that clouds let through now, 0 to 1.</summary>
    public float Sunshine { get; set; } = 1;

    /// <summary>What street lamps add at a place.</summary>
    public Rgb Lamps(Vector3 at)
    {
        if (!IsDark)
        {
            return default;
        }

        var along = MathF.Abs(at.Y / LampSpacing - MathF.Round(at.Y / LampSpacing)) * 2;
        return Lamplight * (1 - 0.75f * along);
    }

    /// <summary>A flat face.</summary>
    public Rgb On(Rgb colour, Vector3 normal, float distance, Rgb lamps, float glow = 0)
    {
        var lit = Sky * (0.78f + 0.22f * normal.Z) + Sunlight * (Sunshine * Math.Max(0, Vector3.Dot(normal, Sun))) + lamps * (0.7f + 0.3f * normal.Z);
        return Hazy(Vector3.Lerp(colour * lit, colour, glow), distance);
    }

    /// <summary>Something without a side.</summary>
    public Rgb Around(Rgb colour, float distance, Rgb lamps, float glow = 0) =>
        Hazy(Vector3.Lerp(colour * (Sky * 0.85f + Sunlight * (0.5f * Sunshine) + lamps * 0.8f), colour, glow), distance);

    /// <summary>The dark and the bright side of something round.</summary>
    public (Rgb Shade, Rgb Bright) Round(Rgb colour, float distance, Rgb lamps) => (
        Hazy(colour * (Sky * 0.74f + Sunlight * (0.2f * Sunshine) + lamps * 0.55f), distance),
        Hazy(colour * (Sky * 0.95f + Sunlight * (0.75f * Sunshine) + lamps * 0.9f), distance));

    /// <summary>Towards the bright side of something round, on the screen.</summary>
    public Vector2 Side(Camera camera)
    {
        var up = new Vector2(0, -0.4f);
        if (Sunlight == default)
        {
            return up;
        }

        var seen = camera.ToView(camera.Position + Sun);
        return up + new Vector2(seen.X, seen.Y) * Sunshine;
    }

    /// <summary>A colour through so many metres of haze.</summary>
    public Rgb Hazy(Rgb colour, float distance) => Vector3.Lerp(Haze, colour, MathF.Exp(-HazeDensity * distance));
}
