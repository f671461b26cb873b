namespace Actors.Host.Tune;

/// <summary>Measures candidates in turns, so that what else the machine does hits all alike, and leaves behind those that are clearly worse.</summary>
internal static class Race
{
    // After one round, what is so much worse is not worth a second: other work on a machine hardly takes half of it. Later, as
    // much as readings are apart by chance.
    private const double FarBehind = 0.5;
    private const double Behind = 0.03;
    private const double NoiseMargin = 3;

    /// <summary>Runs one.</summary>
    /// <param name="kept">Whom to measure in every round, however far behind, since the others are compared with it.</param>
    /// <param name="entrants">Whom else.</param>
    /// <param name="trial">Measures them.</param>
    /// <param name="objective">What is worse.</param>
    /// <param name="rounds">How often to measure each at most.</param>
    /// <param name="untilLeft">Stop when so much of the time is left; the first round is run to its end.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>All that were measured.</returns>
    public static async Task<IReadOnlyList<Contender>> RunAsync(
        Candidate kept, IEnumerable<Candidate> entrants, ITrial trial, Objective objective, int rounds, double untilLeft, CancellationToken stopping)
    {
        var all = entrants.Prepend(kept).Distinct().Select(candidate => new Contender(candidate)).ToList();
        IReadOnlyList<Contender> running = all;
        for (var round = 0; round < rounds && trial.Left > (round == 0 ? double.NegativeInfinity : untilLeft); round++)
        {
            // There and back, so that a machine that slows down slows nobody in particular.
            foreach (var contender in round % 2 == 0 ? running : running.Reverse())
            {
                if (round > 0 && trial.Left <= untilLeft)
                {
                    break;
                }

                contender.Add(await trial.MeasureAsync(contender.Candidate, stopping));
            }

            var margin = round == 0 ? FarBehind : Math.Max(Behind, NoiseMargin * Contender.Noise(running.SelectMany(contender => contender.RateDeviations)));
            running = [all[0], .. objective.WithoutThoseBehind(running, margin).Where(contender => contender != all[0])];
        }

        return all;
    }
}
