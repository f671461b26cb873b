namespace Actors.Street;

/// <summary>Which street to show, and how large.</summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Seed">Decides everything else: the place, the weather, the camera, who comes by.</param>
/// <param name="Density">How full it is, from 0 (hardly anybody) to 1 (rush hour).</param>
public sealed record StreetSettings(int Width, int Height, long Seed, double Density = StreetSettings.UsualDensity)
{
    /// <summary>Unless something else is said.</summary>
    public const double UsualDensity = 0.5;

    /// <summary>The shortest side of a picture, in pixels.</summary>
    public const int ShortestSide = 64;

    /// <summary>The longest side of a picture, in pixels.</summary>
    public const int LongestSide = 4096;
}
