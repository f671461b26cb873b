namespace Actors.Host.Tune;

/// <summary>Which of some contenders is the best: most frames a second; of those that give as many, for live cameras, the lowest latency.</summary>
/// <param name="LatencyCounts">Whether the cameras are live. A file is read as fast as frames are taken, so that its latency is the number of frames in flight.</param>
internal sealed record Objective(bool LatencyCounts)
{
    // Rates that differ by less are the same, whatever a machine's noise.
    private const double LeastTie = 0.01;
    private const double MostTie = 0.02;

    // The 99th percentile is of the slowest few frames, and as much less certain.
    private const double LatencyPerRate = 2;
    private const double MostLatencyTie = 0.1;

    // A single hiccup makes a 99th percentile of any height.
    private const int FewestLatencies = 2;

    // By so many standard deviations of a median the highest of a dozen is above what it should be.
    private const double LuckOfTheHighest = 2;

    // The standard deviation of a median, for one reading's.
    private const double OfMedian = 1.25;

    /// <summary>In words.</summary>
    public string Text => LatencyCounts
        ? "Of live cameras the most frames a second; of settings that come within 1 % of that (2 % where readings vary as much), the lowest 99th percentile of the latency, within 2 % to 10 % likewise; then what is set already, or takes less."
        : "The most frames a second; of settings that come within 1 % of that (2 % where readings vary as much), what is set already, or takes less.";

    /// <summary>The one that seems best, however little it is better.</summary>
    public Contender Strongest(IReadOnlyList<Contender> contenders) => BestFirst(Fast(contenders, Tie(contenders))).First();

    /// <summary>Orders contenders that give about as many frames.</summary>
    public IEnumerable<Contender> BestFirst(IEnumerable<Contender> contenders) =>
        LatencyCounts ? contenders.OrderBy(contender => contender.P99Ms) : contenders.OrderByDescending(contender => contender.Rate);

    /// <summary>All of them, the best first.</summary>
    /// <param name="contenders">At least one.</param>
    public IEnumerable<Contender> Ranked(IReadOnlyList<Contender> contenders)
    {
        var fast = Fast(contenders, Tie(contenders));
        return BestFirst(fast).Concat(contenders.Except(fast).OrderByDescending(contender => contender.Rate));
    }

    /// <summary>Those that are as good as the best, so that one of them may be chosen for other reasons.</summary>
    /// <param name="contenders">At least one.</param>
    public IReadOnlyList<Contender> AsGoodAsTheBest(IReadOnlyList<Contender> contenders)
    {
        var fast = Fast(contenders, Tie(contenders));
        return LatencyCounts ? Prompt(fast, LatencyTie(contenders)) : fast;
    }

    /// <summary>Those that nothing is better than by a step.</summary>
    /// <param name="contenders">At least one.</param>
    /// <param name="step">As a share of the rate; of the latency twice as much.</param>
    public IReadOnlyList<Contender> NoStepBehind(IReadOnlyList<Contender> contenders, double step) =>
        LatencyCounts ? Prompt(Fast(contenders, Tie(contenders)), LatencyPerRate * step) : Fast(contenders, step);

    /// <summary>Those that are not clearly worse than another, judged by their best reading: what else a machine does only ever takes away.</summary>
    /// <param name="contenders">At least one.</param>
    /// <param name="margin">How much is clear, as a share of the rate; of the latency twice as much.</param>
    public IReadOnlyList<Contender> WithoutThoseBehind(IReadOnlyList<Contender> contenders, double margin)
    {
        var most = contenders.Max(contender => contender.Rate);
        return [.. contenders.Where(contender => contender.Highest >= most * (1 - margin) && !(LatencyCounts && contender.Rounds >= FewestLatencies && contenders.Any(other =>
            other.Rate >= contender.Rate * (1 - LeastTie) && contender.LowestP99Ms > other.P99Ms * (1 + LatencyPerRate * margin))))];
    }

    /// <summary>Whether readings vary by so much that luck counts for more than the differences that are looked for, among those that luck may have put first.</summary>
    /// <param name="contenders">At least one.</param>
    public bool IsOpen(IReadOnlyList<Contender> contenders)
    {
        var luck = Luck(contenders, contender => contender.RateDeviations);
        if (luck > MostTie)
        {
            return Fast(contenders, luck).Count > 1;
        }

        var late = LatencyCounts ? Luck(contenders, contender => contender.P99Deviations) : 0;
        return late > MostLatencyTie && Prompt(Fast(contenders, Tie(contenders)), late).Count > 1;
    }

    private static double Tie(IReadOnlyList<Contender> contenders) => Math.Clamp(Luck(contenders, contender => contender.RateDeviations), LeastTie, MostTie);

    private static double LatencyTie(IReadOnlyList<Contender> contenders) => Math.Clamp(Luck(contenders, contender => contender.P99Deviations), LatencyPerRate * LeastTie, MostLatencyTie);

    private static double Luck(IReadOnlyList<Contender> contenders, Func<Contender, IEnumerable<double>> deviations)
    {
        var rounds = contenders.Max(contender => contender.Rounds);
        return LuckOfTheHighest * OfMedian * Contender.Noise(contenders.SelectMany(deviations)) / Math.Sqrt(rounds);
    }

    private static IReadOnlyList<Contender> Fast(IReadOnlyList<Contender> contenders, double tie)
    {
        var most = contenders.Max(contender => contender.Rate);
        return [.. contenders.Where(contender => contender.Rate >= most * (1 - tie))];
    }

    private static IReadOnlyList<Contender> Prompt(IReadOnlyList<Contender> contenders, double tie)
    {
        var lowest = contenders.Min(contender => contender.P99Ms);
        return [.. contenders.Where(contender => contender.P99Ms <= lowest * (1 + tie))];
    }
}
