namespace Actors.Host.Tune;

/// <summary>The candidates there are: every combination of some values of each setting.</summary>
/// <param name="Start">The settings as they are; its values are among the others.</param>
/// <param name="Preprocessors">Numbers that stay, in ascending order; and, where the pool resizes itself now, that it does.</param>
/// <param name="Credits">In ascending order.</param>
/// <param name="FramesInFlight">null, which derives it from the devices, and numbers in ascending order.</param>
/// <param name="Splits">null, which leaves the devices as they are, and others.</param>
internal sealed record SearchSpace(
    Candidate Start, IReadOnlyList<PreprocessorCount> Preprocessors, IReadOnlyList<int> Credits, IReadOnlyList<int?> FramesInFlight, IReadOnlyList<CpuSplit?> Splits)
{
    // More than four only wait: a device is kept busy by one that runs and one that waits, very fast ones by a third.
    private const int MostCredits = 4;

    /// <summary>The space of a pipeline on a machine.</summary>
    /// <param name="settings">The pipeline.</param>
    /// <param name="devices">How many devices its pool has.</param>
    /// <param name="cpu">The CPU's part of them, or null.</param>
    /// <param name="cores">Of the machine.</param>
    public static SearchSpace Of(PipelineSettings settings, int devices, CpuShare? cpu, int cores)
    {
        var start = Candidate.Of(settings);

        // A pool that may grow has no more at work than there are devices to feed.
        var prepared = Math.Max(start.Preprocessors.Least, Math.Min(start.Preprocessors.Most, devices));

        // What the devices hold, what is being prepared, and one that is being read: shared by the cameras.
        var needed = (devices * start.Credits + prepared + 1 + settings.Cameras.Count - 1) / settings.Cameras.Count;
        return new SearchSpace(
            start,
            PreprocessorsAround(start.Preprocessors, cores),
            Ascending(start.Credits, [.. Enumerable.Range(1, MostCredits)]),
            settings.Cameras.All(camera => camera.FramesInFlight is not null)
                ? [start.FramesInFlight]
                : [null, .. Ascending(start.FramesInFlight ?? needed, (needed + 1) / 2, needed, 2 * needed)],
            [null, .. cpu is null ? [] : CpuSplit.Candidates(cores).Where(split => split != cpu.Current)])
        {
            Current = cpu?.Current,
        };
    }

    /// <summary>Every candidate.</summary>
    public IEnumerable<Candidate> All =>
        from split in Splits
        from preprocessors in Preprocessors
        from credits in Credits
        from frames in FramesInFlight
        select new Candidate(preprocessors, credits, frames, split);

    /// <summary>The candidates that differ in one setting, by one step.</summary>
    public IEnumerable<Candidate> Neighbours(Candidate candidate) =>
    [
        .. NextTo(candidate.Preprocessors).Select(value => candidate with { Preprocessors = value }),
        .. NextTo(Credits, candidate.Credits).Select(value => candidate with { Credits = value }),

        // From the derived number to any, and back.
        .. (candidate.FramesInFlight is null ? FramesInFlight.Skip(1) : [null, .. NextTo(FramesInFlight, candidate.FramesInFlight).OfType<int>()])
            .Select(value => candidate with { FramesInFlight = value }),
        .. Splits.Where(split => split != candidate.Split && AreNextToEachOther(split ?? Current, candidate.Split ?? Current)).Select(split => candidate with { Split = split }),
    ];

    /// <summary>How the CPU is split where a candidate leaves it as it is; null where that is no split.</summary>
    public CpuSplit? Current { get; init; }

    /// <summary>A candidate with each of the settings that it changes put back to what it is now, one at a time.</summary>
    public IEnumerable<Candidate> Retreats(Candidate candidate) => new[]
    {
        candidate with { Preprocessors = Start.Preprocessors },
        candidate with { Credits = Start.Credits },
        candidate with { FramesInFlight = Start.FramesInFlight },
        candidate with { Split = Start.Split },
    }.Where(retreat => retreat != candidate);

    // So many workers more or fewer; or half or twice the threads, for twice or half the workers.
    private bool AreNextToEachOther(CpuSplit? a, CpuSplit? b)
    {
        if (a is null || b is null)
        {
            return true;
        }

        var (few, many) = a.Threads < b.Threads ? (a, b) : (b, a);
        if (few.Threads == many.Threads)
        {
            var (less, more) = a.Workers < b.Workers ? (a, b) : (b, a);
            return !Splits.Append(Current).OfType<CpuSplit>().Any(split => split.Threads == less.Threads && split.Workers > less.Workers && split.Workers < more.Workers);
        }

        return few.Threads * 2 == many.Threads && Math.Abs(few.Workers - many.Workers * 2) <= 1;
    }

    // Of a pool that resizes itself, always as few, as many, or fewer; and back.
    private IEnumerable<PreprocessorCount> NextTo(PreprocessorCount count)
    {
        var steps = Preprocessors.Where(other => !other.IsResized).ToList();
        return count.IsResized
            ? NextTo(steps, count.Least).Append(count.Least).Where(step => step.Most <= count.Least).Append(steps.Last(step => step.Most <= count.Most)).Distinct()
            : NextTo(steps, count).Concat(Preprocessors.Where(other => other.IsResized));
    }

    private static IReadOnlyList<PreprocessorCount> PreprocessorsAround(PreprocessorCount current, int cores) =>
    [
        .. Ascending(current.Least, Steps(Math.Max(2, cores))).Select(always => (PreprocessorCount)always),
        .. current.IsResized ? [current] : Array.Empty<PreprocessorCount>(),
    ];

    private static int[] Ascending(int current, params IEnumerable<int> others) => [.. others.Append(current).Distinct().Order()];

    private static int?[] Ascending(int current, int least, int middle, int most) => [.. Ascending(current, [least, middle, most]).Cast<int?>()];

    // 1, 2, 3, 4, 6, 8, 12, 16, …
    private static IEnumerable<int> Steps(int most)
    {
        for (var step = 1; step <= most; step *= 2)
        {
            yield return step;
            if (step >= 2 && step * 3 / 2 <= most)
            {
                yield return step * 3 / 2;
            }
        }
    }

    private static IEnumerable<T> NextTo<T>(IReadOnlyList<T> values, T value)
    {
        var at = values.ToList().IndexOf(value);
        return new[] { at - 1, at + 1 }.Where(index => index >= 0 && index < values.Count).Select(index => values[index]);
    }
}
