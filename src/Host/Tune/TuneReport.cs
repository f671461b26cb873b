using Actors.Host.Bench;

namespace Actors.Host.Tune;

/// <summary>What tuning came to.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Cameras">Of which cameras, passwords masked.</param>
/// <param name="Model">With which model.</param>
/// <param name="Objective">What counts as better, in words.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Stages">What each stage takes for a frame, with the settings as they were.</param>
/// <param name="Before">The settings as they were.</param>
/// <param name="Chosen">The settings that were chosen, measured in turns with those before.</param>
/// <param name="Measured">All settings that were measured, the fastest first; each as in the last race that it was in.</param>
/// <param name="BesideNeighbours">Whether there was time to measure the best beside every neighbour that could be better.</param>
/// <param name="Noise">By how much readings of the same settings vary: the standard deviation as a share of the rate.</param>
internal sealed record TuneReport(
    BenchReport.Computer Machine,
    IReadOnlyList<string> Cameras,
    string Model,
    string Objective,
    double Seconds,
    StageFigures Stages,
    TuneReport.Tried Before,
    TuneReport.Tried Chosen,
    IReadOnlyList<TuneReport.Tried> Measured,
    bool BesideNeighbours,
    double Noise)
{
    // A machine that does nothing else is within 1 %.
    private const double MostNoise = 0.03;

    /// <summary>Whether something else was going on, so that what was measured says little.</summary>
    public bool WasDisturbed => Noise > MostNoise;

    /// <summary>How the choice compares to every combination there is; null where that was not asked for.</summary>
    public GridReport? Grid { get; init; }

    /// <summary>Settings and what was measured of them: medians of so many rounds.</summary>
    public sealed record Tried(Candidate Settings, IReadOnlyList<string> Devices, double Rate, double P99Ms, double CpuMs, int Rounds);

    /// <summary>The choice beside the best of every combination.</summary>
    /// <param name="Combinations">How many there are.</param>
    /// <param name="Best">The best of them.</param>
    /// <param name="Chosen">The choice, measured in turns with that.</param>
    public sealed record GridReport(int Combinations, Tried Best, Tried Chosen)
    {
        /// <summary>The choice's rate as a share of the best one's.</summary>
        public double RateShare => Chosen.Rate / Best.Rate;

        /// <summary>The choice's latency (99th percentile) as a share of the best one's.</summary>
        public double LatencyShare => Chosen.P99Ms / Best.P99Ms;
    }
}
