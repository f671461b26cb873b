namespace Actors.Host.Tune;

/// <summary>Measures candidates in turns, so that what else the machine does hits all alike, and leaves behind those that are clearly worse.</summary>
internal static class Race
{
    // After one round, what is so much worse is not worth a second: other work on a machine hardly takes half of it. Later, as
    // much as readings are apart by chance.
    private const double FarBehind = 0.5;
    private const double Behind = 0.03;
    private const double NoiseMargin = 3;

    // By one reading nobody should be left out of so few.
    private const int FewestOfHalf = 4;

    // Who is alone has nobody to be compared with.
    private const int Fewest = 2;

    /// <summary>How long one goes on.</summary>
    /// <param name="Rounds">How often to measure each.</param>
    /// <param name="UntilLeft">The share of the time that is kept for what comes after.</param>
    public sealed record Length(int Rounds, double UntilLeft)
    {
        /// <summary>The share that is kept in the first round, in which as many are looked at as can be.</summary>
        public double FirstUntilLeft { get; init; } = UntilLeft;

        /// <summary>Whether only the better half is measured a second time: for a step, which may turn out to be none.</summary>
        public bool Halves { get; init; }

        /// <summary>Whether there are more rounds for as long as readings vary so much that they do not tell who is the best.</summary>
        public bool UntilDecided { get; init; }
    }

    /// <summary>Runs one.</summary>
    /// <param name="kept">Whom to measure in every round, however far behind, since the others are compared with it.</param>
    /// <param name="entrants">Whom else, the most promising first: where the time ends in the first round, the others are left out. One is measured at any rate.</param>
    /// <param name="trial">Measures them.</param>
    /// <param name="objective">What is worse.</param>
    /// <param name="length">How long to go on.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>All that were measured.</returns>
    public static async Task<IReadOnlyList<Contender>> RunAsync(
        Candidate kept, IEnumerable<Candidate> entrants, ITrial trial, Objective objective, Length length, CancellationToken stopping)
    {
        var all = entrants.Prepend(kept).Distinct().Select(candidate => new Contender(candidate)).ToList();
        foreach (var (index, contender) in all.Index())
        {
            if (index < Fewest || HasTime(length.FirstUntilLeft))
            {
                await MeasureAsync(contender);
            }
        }

        all.RemoveAll(contender => contender.Rounds == 0);
        var running = StillRunning(length.Halves ? [.. objective.Ranked(all).Take(Math.Max(FewestOfHalf, (all.Count + 1) / 2))] : all, FarBehind);
        for (var round = 1; HasTime(length.UntilLeft) && (round < length.Rounds || (length.UntilDecided && objective.IsOpen(running))); round++)
        {
            // There and back, so that a machine that slows down slows nobody in particular.
            foreach (var contender in round % 2 == 0 ? running : running.Reverse())
            {
                if (HasTime(length.UntilLeft))
                {
                    await MeasureAsync(contender);
                }
            }

            running = StillRunning(running, Math.Max(Behind, NoiseMargin * Contender.Noise(running.SelectMany(contender => contender.RateDeviations))));
        }

        return all;

        // For one more, which takes as long as the last one.
        bool HasTime(double untilLeft) => trial.Left - trial.Cost >= untilLeft;

        async Task MeasureAsync(Contender contender) => contender.Add(await trial.MeasureAsync(contender.Candidate, stopping));

        IReadOnlyList<Contender> StillRunning(IReadOnlyList<Contender> before, double margin) =>
            [all[0], .. objective.WithoutThoseBehind(before, margin).Where(contender => contender != all[0])];
    }
}
