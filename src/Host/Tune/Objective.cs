namespace Actors.Host.Tune;

/// <summary>Which of some contenders is the best: most frames a second; of those that give as many, for live cameras, the lowest latency.</summary>
/// <param name="LatencyCounts">Whether the cameras are live. A file is read as fast as frames are taken, so that its latency is the number of frames in flight.</param>
internal sealed record Objective(bool LatencyCounts)
{
    /// <summary>Rates that differ by less are the same, where one is to be chosen.</summary>
    public const double RateTie = 0.01;

    // The 99th percentile is of the slowest few frames.
    private const double LatencyPerRate = 2;

    /// <summary>In words.</summary>
    public string Text => LatencyCounts
        ? "Of live cameras the most frames a second; of settings within 1 % of that, the lowest 99th percentile of the latency, within 2 %; then what is set already, or takes less."
        : "The most frames a second; of settings within 1 % of that, what is set already, or takes less.";

    /// <summary>The one that seems best, however little it is better.</summary>
    public Contender Strongest(IReadOnlyList<Contender> contenders) =>
        LatencyCounts ? Fast(contenders, RateTie).MinBy(contender => contender.P99Ms)! : contenders.MaxBy(contender => contender.Rate)!;

    /// <summary>Those that are as good as the best.</summary>
    /// <param name="contenders">At least one.</param>
    /// <param name="tie">Rates that differ by less are the same.</param>
    public IReadOnlyList<Contender> AsGoodAsTheBest(IReadOnlyList<Contender> contenders, double tie)
    {
        var fast = Fast(contenders, tie);
        if (!LatencyCounts)
        {
            return fast;
        }

        var lowest = fast.Min(contender => contender.P99Ms);
        return [.. fast.Where(contender => contender.P99Ms <= lowest * (1 + LatencyPerRate * tie))];
    }

    private static List<Contender> Fast(IReadOnlyList<Contender> contenders, double tie)
    {
        var most = contenders.Max(contender => contender.Rate);
        return [.. contenders.Where(contender => contender.Rate >= most * (1 - tie))];
    }
}
