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

    /// <summary>Frames a second that the candidate cannot exceed; infinite where nothing is known.</summary>
    public double Bound(Candidate candidate)
    {
        var bound = Math.Min(Capacity.Cameras, Preparing(candidate.Preprocessors));
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
        var enough = space.Preprocessors.Where(count => Preparing(count) >= needed).DefaultIfEmpty(space.Preprocessors[^1]).First();
        return candidate with { Preprocessors = Math.Max(candidate.Preprocessors, enough) };
    }

    /// <summary>What another split of the CPU could do at most, were each thread worth as much as those there are.</summary>
    public double DevicesOf(CpuSplit? split, CpuSplit? current) =>
        split is not null && current is not null ? Capacity.Devices * split.TotalThreads / current.TotalThreads : Capacity.Devices;

    /// <summary>Whether a candidate's rate might be above that of one that has been measured.</summary>
    public bool CouldBeat(Candidate candidate, Contender leader) =>
        Bound(candidate) >= Certain * leader.Rate

        // Devices that are never idle do no more, however frames come to them.
        && (candidate.Split != leader.Candidate.Split || leader.DevicesBusy < Saturated)
        && !(candidate == leader.Candidate with { Preprocessors = candidate.Preprocessors }
            && candidate.Preprocessors > leader.Candidate.Preprocessors && Preparing(leader.Candidate.Preprocessors) > Ample * leader.Rate);

    /// <summary>Whether a candidate's latency might be below that of one that has been measured.</summary>
    /// <remarks>A camera whose frames are through before the next one comes has never two that could share anything (Little's law).</remarks>
    public bool CouldBePrompter(Candidate candidate, Contender leader) =>
        candidate.Split != leader.Candidate.Split || Cameras > 1 || leader.Rate * leader.P99Ms >= 1000;

    private double Preparing(int preprocessors) => Capacity.Preparing / Math.Max(1, Capacity.PreprocessorCount) * preprocessors;
}
