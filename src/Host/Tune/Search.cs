namespace Actors.Host.Tune;

/// <summary>Finds the best candidate of a space by measuring few of them.</summary>
/// <remarks>
/// From the settings as they are, and what the stages' times suggest, to whichever neighbour is better, until none is: the
/// leader has been measured beside its neighbours then; where a reading takes long, beside those that could be better, and
/// where time is left after that, beside the others. The last race is between it, those that came close, and the settings as
/// they are, which stay unless something is better; it goes on for as long as readings vary too much to tell.
/// </remarks>
internal sealed class Search
{
    // A step is made for less than would be chosen for in the end: several small ones add up.
    private const double Step = 0.005;

    // Who comes so close is in the last race, too.
    private const double Close = 0.02;
    private const int Rounds = 2;

    // A candidate, and one that it is compared with.
    private const int Fewest = 2;
    private const int LastRounds = 9;
    private const int FewestLastRounds = 3;
    private const double LeftForSteps = 0.6;
    private const double LeftForTheLastRace = 0.3;

    private readonly SearchSpace _space;
    private readonly Prediction _prediction;
    private readonly Objective _objective;
    private readonly ITrial _trial;
    private readonly Dictionary<Candidate, Contender> _measured = [];

    /// <summary>Prepares one.</summary>
    /// <param name="space">Where to look.</param>
    /// <param name="prediction">What need not be measured.</param>
    /// <param name="objective">What is better.</param>
    /// <param name="trial">Measures.</param>
    public Search(SearchSpace space, Prediction prediction, Objective objective, ITrial trial)
    {
        _space = space;
        _prediction = prediction;
        _objective = objective;
        _trial = trial;
    }

    /// <summary>What a search came to.</summary>
    /// <param name="Before">The settings as they are, as measured in the last race.</param>
    /// <param name="Chosen">The choice, as measured in the last race.</param>
    /// <param name="Measured">All that were measured, each as in its last race, the fastest first.</param>
    /// <param name="BesideNeighbours">Whether there was time to measure the leader beside all of its neighbours that could be better.</param>
    public sealed record Outcome(Contender Before, Contender Chosen, IReadOnlyList<Contender> Measured, bool BesideNeighbours);

    /// <summary>Searches.</summary>
    public async Task<Outcome> RunAsync(CancellationToken stopping)
    {
        var start = _space.Start;
        var suggested = _space.Splits.Select(split => _prediction.WithEnoughPreprocessors(start with { Split = split }, _space, _prediction.DevicesOf(split, _space.Current)));
        var first = new Race.Length(Rounds, LeftForSteps) { FirstUntilLeft = LeftForTheLastRace, Halves = true };
        var race = await RaceAsync(start, _prediction.MostPromisingFirst(suggested, _space.Current), first, stopping);
        var leader = LeaderOf(race, start);
        var passed = new HashSet<Candidate>();
        var (besideNeighbours, alsoTheUnlikely) = (false, false);
        while (_trial.Left - Fewest * _trial.Cost > LeftForTheLastRace)
        {
            var before = leader.Candidate;
            passed.Add(before);
            IReadOnlyList<Candidate> neighbours = [.. Combined(race), .. NeighboursOf(leader, alsoTheUnlikely)];
            if (!IsIn(race, neighbours))
            {
                race = await RaceAsync(before, neighbours, new Race.Length(Rounds, LeftForTheLastRace) { Halves = true }, stopping);
                leader = LeaderOf(race, before);
            }

            // Back to one that was passed is among equals.
            if (!passed.Contains(leader.Candidate))
            {
                (besideNeighbours, alsoTheUnlikely) = (false, false);
            }
            else if (alsoTheUnlikely)
            {
                break;
            }
            else
            {
                (besideNeighbours, alsoTheUnlikely) = (IsIn(race, neighbours), true);
            }
        }

        var close = _objective.BestFirst(_objective.WithoutThoseBehind(race, Close)).Select(contender => contender.Candidate);
        var last = await RaceAsync(start, Finalists([leader.Candidate, .. close, .. _space.Retreats(leader.Candidate)]), new Race.Length(LastRounds, 0) { UntilDecided = true }, stopping);
        return new Outcome(
            last.First(contender => contender.Candidate == start), Choose(last), [.. _measured.Values.OrderByDescending(contender => contender.Rate)], besideNeighbours);
    }

    // What was better in several settings, each by itself, with all of them at once: a step saved for each.
    private IEnumerable<Candidate> Combined(IReadOnlyList<Contender> race)
    {
        var from = race[0];
        var combined = race.Where(contender => contender.Rate > from.Rate * (1 + Step)).OrderBy(contender => contender.Rate)
            .Aggregate(from.Candidate, (sum, contender) => sum.Taking(contender.Candidate, from.Candidate));
        return _measured.ContainsKey(combined) ? [] : [combined];
    }

    private static bool IsIn(IReadOnlyList<Contender> race, IReadOnlyList<Candidate> candidates) =>
        candidates.All(candidate => race.Any(contender => contender.Candidate == candidate));

    // All of them, if there is time for every round of them; else those that could be better; and when none of them is, those
    // that have not been measured for what was expected of them.
    private List<Candidate> NeighboursOf(Contender leader, bool alsoTheUnlikely)
    {
        // What could be done if frames came to the devices as fast as they take them.
        var unhindered = leader.DevicesBusy > 0 ? leader.Rate / leader.DevicesBusy : leader.Rate;
        var all = _space.Neighbours(leader.Candidate).Append(_prediction.WithEnoughPreprocessors(leader.Candidate, _space, unhindered))
            .Where(candidate => candidate != leader.Candidate).Distinct().ToList();
        return alsoTheUnlikely ? [.. all.Where(candidate => !_measured.ContainsKey(candidate))]
            : Rounds * all.Count * _trial.Cost < _trial.Left - LeftForTheLastRace ? all
            : [.. all.Where(candidate => _prediction.CouldBeat(candidate, leader) || (_objective.LatencyCounts && _prediction.CouldBePrompter(candidate, leader)))];
    }

    // No more than can be told apart in the time that is left.
    private IEnumerable<Candidate> Finalists(IReadOnlyList<Candidate> candidates) =>
        _trial.Cost > 0 ? candidates.Distinct().Take(Math.Max(1, (int)(_trial.Left / _trial.Cost / FewestLastRounds) - 1)) : candidates;

    private async Task<IReadOnlyList<Contender>> RaceAsync(Candidate kept, IEnumerable<Candidate> entrants, Race.Length length, CancellationToken stopping)
    {
        var race = await Race.RunAsync(kept, entrants, _trial, _objective, length, stopping);
        foreach (var contender in race)
        {
            _measured[contender.Candidate] = contender;
        }

        return race;
    }

    // Where several are as good, whoever leads already.
    private Contender LeaderOf(IReadOnlyList<Contender> race, Candidate leader) =>
        _objective.NoStepBehind(race, Step).FirstOrDefault(contender => contender.Candidate == leader) ?? _objective.Strongest(race);

    private Contender Choose(IReadOnlyList<Contender> race)
    {
        var good = _objective.AsGoodAsTheBest(race);
        return good.FirstOrDefault(contender => contender.Candidate == _space.Start) ?? good.MinBy(contender => contender.Candidate.Cost(_space.Current))!;
    }
}
