using Actors.Host.Bench;

namespace Actors.Host.Tune;

/// <summary>Measures candidates in turns, so that what else the machine does hits all alike, and leaves behind those that are clearly worse.</summary>
internal static class Race
{
    // After one round, what is so much worse is not worth a second; later, as much as readings are apart by chance. Judged by
    // the highest reading: what else the machine does only ever takes away.
    private const double FarBehind = 0.25;
    private const double Behind = 0.03;
    private const double NoiseMargin = 3;

    // Of readings that are spread normally, half are within so many standard deviations of the median.
    private const double DeviationsWithinHalf = 0.6745;

    /// <summary>Runs one.</summary>
    /// <param name="entrants">Whom.</param>
    /// <param name="trial">Measures them.</param>
    /// <param name="rounds">How often to measure each at most.</param>
    /// <param name="untilLeft">Stop when so much of the time is left; the first round is run to its end.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>All that were measured.</returns>
    public static async Task<IReadOnlyList<Contender>> RunAsync(IEnumerable<Candidate> entrants, ITrial trial, int rounds, double untilLeft, CancellationToken stopping)
    {
        var all = entrants.Distinct().Select(candidate => new Contender(candidate)).ToList();
        var running = all;
        for (var round = 0; round < rounds && trial.Left > (round == 0 ? double.NegativeInfinity : untilLeft); round++)
        {
            // There and back, so that a machine that slows down slows nobody in particular.
            foreach (var contender in round % 2 == 0 ? running : running.AsEnumerable().Reverse())
            {
                if (round > 0 && trial.Left <= untilLeft)
                {
                    break;
                }

                contender.Add(await trial.MeasureAsync(contender.Candidate, stopping));
            }

            var margin = round == 0 ? FarBehind : Math.Max(Behind, NoiseMargin * Noise(running));
            var most = running.Max(contender => contender.Rate);
            running = [.. running.Where(contender => contender.Highest >= most * (1 - margin))];
        }

        return all;
    }

    // The standard deviation of a reading, as a share of it.
    private static double Noise(IEnumerable<Contender> contenders) => Statistics.Of(contenders.SelectMany(contender => contender.Deviations)).Median / DeviationsWithinHalf;
}
