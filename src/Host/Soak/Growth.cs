namespace Actors.Host.Soak;

/// <summary>A figure that is to stay flat: its median over the first and the last quarter of the soak, and at rest before and after it.</summary>
/// <param name="What">The figure.</param>
/// <param name="Unit">Its unit; empty for a number of things.</param>
/// <param name="FirstQuarter">The median; null where the figure was not taken while the soak ran.</param>
/// <param name="LastQuarter">Likewise.</param>
/// <param name="RestBefore">With every device in service and the settings of the start, before the first fault.</param>
/// <param name="RestAfter">The same after the last.</param>
/// <param name="Allowed">By how much the last may be above the first, likewise at rest.</param>
internal sealed record Growth(string What, string Unit, double? FirstQuarter, double? LastQuarter, double RestBefore, double RestAfter, double Allowed)
{
    private const double MiB = 1024 * 1024;

    // A figure's name and unit, how to read it, and what it may grow by: a share of itself, and so much.
    private static readonly (string What, string Unit, Func<Sample, double?> Of, double Share, double Amount)[] Figures =
    [
        // Compiled code and statistics of the run settle in the first minutes.
        ("managed heap", "MiB", sample => sample.Heap / MiB, 0.1, 4),
        ("resident memory", "MiB", sample => sample.Own.Resident / MiB, 0.1, 16),

        // The thread pool's come and go.
        ("threads", "", sample => sample.Own.Threads, 0, 6),
        ("file descriptors", "", sample => sample.Own.Descriptors, 0, 8),

        // A camera's grows once with the most frames that it has ever had in flight.
        ("shared memory", "MiB", sample => sample.Own.Shared / MiB, 0.5, 4),
        ("pieces of it", "", sample => sample.Own.SharedPieces, 0, 4),
        ("entries in /dev/shm", "", sample => sample.DevShm, 0, 0),
        ("device hosts", "", sample => sample.Hosts.Count, 0, 1),
        ("resident, a host", "MiB", sample => Mean(sample, host => host.Resident / MiB), 0.1, 8),
        ("threads, a host", "", sample => Mean(sample, host => host.Threads), 0, 3),
        ("descriptors, a host", "", sample => Mean(sample, host => host.Descriptors), 0, 4),
        ("shared memory, a host", "MiB", sample => Mean(sample, host => host.Shared / MiB), 0.5, 4),
        ("pieces of it, a host", "", sample => Mean(sample, host => host.SharedPieces), 0, 4),
    ];

    /// <summary>Whether it did.</summary>
    public bool IsFlat => !(LastQuarter - FirstQuarter > Allowed) && RestAfter - RestBefore <= Allowed;

    /// <summary>Judges every figure.</summary>
    /// <param name="samples">Of the soak, evenly spaced.</param>
    /// <param name="before">At rest before it.</param>
    /// <param name="after">At rest after it.</param>
    public static IReadOnlyList<Growth> Of(IReadOnlyList<Sample> samples, Sample before, Sample after)
    {
        var quarter = (samples.Count + 3) / 4;
        var (first, last) = (samples.Take(quarter).ToList(), samples.TakeLast(quarter).ToList());
        return [.. from figure in Figures
            let restBefore = figure.Of(before)
            let restAfter = figure.Of(after)
            where restBefore is not null && restAfter is not null
            select new Growth(
                figure.What, figure.Unit, Median(first.Select(figure.Of)), Median(last.Select(figure.Of)),
                restBefore.Value, restAfter.Value, figure.Share * restBefore.Value + figure.Amount)];
    }

    private static double? Mean(Sample sample, Func<ProcessFigures, double> of) => sample.Hosts.Count == 0 ? null : sample.Hosts.Average(of);

    private static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
