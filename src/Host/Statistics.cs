namespace Actors.Host;

/// <summary>A figure measured several times: what is in the middle, and how far the others are from it.</summary>
/// <param name="Median">Half of the measurements are below.</param>
/// <param name="Lowest">The lowest measurement.</param>
/// <param name="Highest">The highest measurement.</param>
internal readonly record struct Statistics(double Median, double Lowest, double Highest)
{
    /// <summary>Of measurements; zero where there are none.</summary>
    public static Statistics Of(IEnumerable<double> measured)
    {
        var sorted = measured.Order().ToArray();
        return sorted.Length == 0
            ? default
            : new Statistics((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
