namespace Actors.Host.Dataset;

/// <summary>Which images to write.</summary>
/// <param name="Count">How many.</param>
/// <param name="Seed">Decides which.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Density">How full streets are, 0 to 1; null for all of that.</param>
/// <param name="Folder">Where they go.</param>
internal sealed record DatasetPlan(int Count, int Seed, int Width, int Height, double? Density, string Folder)
{
    /// <summary>The folder of the images.</summary>
    public string Images => Path.Combine(Folder, "images");
}
