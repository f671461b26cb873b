namespace Actors.Host.Tune;

/// <summary>Which candidates cannot be the best, by what the stages could do.</summary>
/// <remarks>Bounds, as of <see cref="Capacity"/>: a rate cannot exceed them. What a credit more or another split of the CPU gives has to be measured.</remarks>
/// <param name="Capacity">What each stage could do, measured with the settings as they are.</param>
/// <param name="PassMs">The times of all stages for one frame that nothing holds up: the least a frame is on its way.</param>
/// <param name="Cameras">How many cameras there are.</param>
internal sealed record Prediction(Capacity Capacity, double PassMs, int Cameras)
{
    // Times are measured while stages take the cores from each other, so that they could be shorter.
    private const double Certain = 0.7;

    // A preprocessor more gains nothing where the ones there are have this many times as much to spare.
    private const double Ample = 3;

    // Of the time that devices are at work. What is missing is what can be gained.
    private const double Saturated = 0.98;

    /// <summary>The machine's.</summary>
    public required int Cores { get; init; }

    /// <summary>Whether a device is the CPU, or a part of it.</summary>
    public required bool UsesCpu { get; init; }

    /// <summary>Frames a second that the candidate cannot exceed; infinite where nothing is known.</summary>
    public double Bound(Candidate candidate)
    {
        var bound = Math.Min(Capacity.Cameras, Preparing(candidate.Preprocessors.Most));
        if (candidate.Split is not null)
        {
            return bound;
        }

        bound = Math.Min(bound, Capacity.Devices);
        return candidate.FramesInFlight is { } frames && PassMs > 0 ? Math.Min(bound, frames * Cameras * 1000 / PassMs) : bound;
    }

    /// <summary>A candidate with the preprocessors that keep up with its devices, but no fewer than it has.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="space">Where its preprocessors are taken from.</param>
    /// <param name="devices">Frames a second that its devices can do.</param>
    public Candidate WithEnoughPreprocessors(Candidate candidate, SearchSpace space, double devices)
    {
        var needed = Math.Min(Capacity.Cameras, devices);
        var steps = space.Preprocessors.Where(count => !count.IsResized).ToList();
        var enough = steps.Where(count => Preparing(count.Most) >= needed).DefaultIfEmpty(steps[^1]).First();
        return candidate.Preprocessors.Most >= enough.Most ? candidate : candidate with { Preprocessors = enough };
    }

    /// <summary>What another split of the CPU could do at most, were each thread worth as much as those there are.</summary>
    public double DevicesOf(CpuSplit? split, CpuSplit? current) =>
        split is not null && current is not null ? Capacity.Devices * split.TotalThreads / current.TotalThreads : Capacity.Devices;

    /// <summary>Orders candidates that split the CPU otherwise, the most promising first: no more threads are worth anything than there are cores.</summary>
    public IEnumerable<Candidate> MostPromisingFirst(IEnumerable<Candidate> candidates, CpuSplit? current) => candidates
        .OrderByDescending(candidate => Math.Min(Bound(candidate), DevicesOf(OnCores(candidate.Split), OnCores(current))))
        .ThenBy(candidate => Math.Abs((candidate.Split?.TotalThreads ?? Cores) - Cores))
        .ThenBy(candidate => candidate.Split?.Threads ?? 0);

    /// <summary>Whether a candidate's rate might be above that of one that has been measured.</summary>
    public bool CouldBeat(Candidate candidate, Contender leader) =>
        Bound(candidate) >= Certain * leader.Rate

        && (candidate.Split != leader.Candidate.Split || !HasBusyDevices(leader))
        && !(candidate == leader.Candidate with { Preprocessors = candidate.Preprocessors }
            && candidate.Preprocessors.Most > leader.Candidate.Preprocessors.Most && Preparing(leader.Candidate.Preprocessors.Most) > Ample * leader.Rate);

    /// <summary>Whether a candidate's latency might be below that of one that has been measured.</summary>
    /// <remarks>A camera whose frames are through before the next one comes has never two that could share anything (Little's law).</remarks>
    public bool CouldBePrompter(Candidate candidate, Contender leader) =>
        candidate.Split != leader.Candidate.Split || Cameras > 1 || leader.Rate * leader.P99Ms >= 1000;

    // Devices that are never idle do no more, however frames come to them; unless they wait for cores meanwhile, as workers of the
    // CPU do, and those that have to share cores to be fed.
    private bool HasBusyDevices(Contender leader) => leader.DevicesBusy >= Saturated && !UsesCpu && Capacity.DeviceCount <= Cores;

    private CpuSplit? OnCores(CpuSplit? split) => split is null ? null : new CpuSplit(1, Math.Min(split.TotalThreads, Cores));

    private double Preparing(int preprocessors) => Capacity.Preparing / Math.Max(1, Capacity.PreprocessorCount) * preprocessors;
}
