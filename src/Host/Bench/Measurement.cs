using System.Diagnostics;

namespace Actors.Host.Bench;

/// <summary>What one run of a design came to, from when it was warm to when it was told to stop.</summary>
internal sealed record Measurement
{
    // Longer than any device needs to open, and any camera to start.
    private static readonly TimeSpan FirstPictureLimit = TimeSpan.FromSeconds(60);

    // Of one that failed, parts may wait for each other for ever.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Pictures shown a second.</summary>
    public double Rate { get; init; }

    /// <summary>Capture to a shown picture, boxes drawn: median.</summary>
    public double P50Ms { get; init; }

    /// <summary>The same, 95th percentile.</summary>
    public double P95Ms { get; init; }

    /// <summary>The same, 99th percentile.</summary>
    public double P99Ms { get; init; }

    /// <summary>Capture to result, 99th percentile: without drawing and showing.</summary>
    public double ResultP99Ms { get; init; }

    /// <summary>Preparing alone, median.</summary>
    public double PrepareP50Ms { get; init; }

    /// <summary>The device alone, median.</summary>
    public double InferP50Ms { get; init; }

    /// <summary>The result's 99th percentile for each ms that preparing and the device take by their medians: 1 where a frame never waits.</summary>
    public double ResultPerStages => PrepareP50Ms + InferP50Ms is > 0 and var stages ? ResultP99Ms / stages : 0;

    /// <summary>A device's time for each picture, mean.</summary>
    public double DeviceMs { get; init; }

    /// <summary>Energy of the machine's processors for each picture shown, whoever used it; null where the machine does not tell.</summary>
    public double? Joules { get; init; }

    /// <summary>CPU time of the process for each picture shown.</summary>
    public double CpuMs { get; init; }

    /// <summary>The same by stage, as far as threads tell.</summary>
    public IReadOnlyDictionary<string, double> StageCpuMs { get; init; } = new Dictionary<string, double>();

    /// <summary>Managed bytes allocated for each picture shown.</summary>
    public double BytesPerFrame { get; init; }

    /// <summary>Garbage collections of generation 0, 1 and 2.</summary>
    public IReadOnlyList<int> Collections { get; init; } = [];

    /// <summary>The managed heap at the end, in mebibytes.</summary>
    public double ManagedMiB { get; init; }

    /// <summary>Resident memory at its largest, in mebibytes.</summary>
    public double PeakMiB { get; init; }

    /// <summary>By how much that is more than the process had before the run.</summary>
    public double GrowthMiB { get; init; }

    /// <summary>Pictures that came again, or after a later one of their camera: there must be none.</summary>
    public long OutOfOrder { get; init; }

    private static readonly EnergyMeter Energy = new();

    private sealed record Snapshot(long Timestamp, long Frames, long Allocated, TimeSpan Cpu, Dictionary<string, double> Stages, double? Joules, int[] Collections)
    {
        // What threads did takes a hundred kilobytes to ask, which is not to be counted: it is asked first at the start, and last at the end.
        public static Snapshot AtStart(Recorder recorder)
        {
            var stages = ThreadTimes.Now();
            return Take(recorder, stages, Energy.Read().Joules);
        }

        public static Snapshot AtEnd(Recorder recorder)
        {
            var snapshot = Take(recorder, [], null);
            return snapshot with { Joules = Energy.Read().Joules, Stages = ThreadTimes.Now() };
        }

        private static Snapshot Take(Recorder recorder, Dictionary<string, double> stages, double? joules)
        {
            int[] collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
            return new Snapshot(Stopwatch.GetTimestamp(), recorder.Count, GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, stages, joules, collections);
        }
    }

    /// <summary>Runs a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="workload">On what; used up.</param>
    /// <param name="warmUp">From the first picture to when measuring starts.</param>
    /// <param name="duration">Measuring.</param>
    /// <exception cref="InvalidOperationException">It ended by itself.</exception>
    /// <exception cref="TimeoutException">No picture came out.</exception>
    public static async Task<Measurement> TakeAsync(IDesign design, Workload workload, TimeSpan warmUp, TimeSpan duration)
    {
        ProcessMemory.Begin();
        var before = ProcessMemory.ResidentMiB;
        var run = design.Start(workload);
        Measurement measured;
        try
        {
            measured = await TakeAsync(design.Name, run, workload.Recorder, before, warmUp, duration);
        }
        catch
        {
            // What it failed with says more than that it does not stop either.
            await Task.WhenAny(run.StopAsync(), Task.Delay(StopLimit));
            throw;
        }

        await run.StopAsync();
        return measured with { OutOfOrder = workload.Recorder.OutOfOrder };
    }

    private static async Task<Measurement> TakeAsync(string design, IRun run, Recorder recorder, double before, TimeSpan warmUp, TimeSpan duration)
    {
        for (var started = Stopwatch.GetTimestamp(); recorder.Count == 0; await WhileRunningAsync(Poll))
        {
            if (Stopwatch.GetElapsedTime(started) > FirstPictureLimit)
            {
                throw new TimeoutException($"Of {design} no picture came out within {FirstPictureLimit.TotalSeconds} s.");
            }
        }

        await WhileRunningAsync(warmUp);
        var start = Snapshot.AtStart(recorder);
        recorder.Measuring = true;
        await WhileRunningAsync(duration);
        recorder.Measuring = false;
        var end = Snapshot.AtEnd(recorder);
        var managed = GC.GetTotalMemory(forceFullCollection: false) / 1048576.0;
        var peak = ProcessMemory.PeakMiB;
        var frames = Math.Max(1, end.Frames - start.Frames);
        return new Measurement
        {
            Rate = (end.Frames - start.Frames) / Stopwatch.GetElapsedTime(start.Timestamp, end.Timestamp).TotalSeconds,
            P50Ms = recorder.Shown.PercentileMs(50),
            P95Ms = recorder.Shown.PercentileMs(95),
            P99Ms = recorder.Shown.PercentileMs(99),
            ResultP99Ms = recorder.Result.PercentileMs(99),
            PrepareP50Ms = recorder.Prepare.PercentileMs(50),
            InferP50Ms = recorder.Infer.PercentileMs(50),
            DeviceMs = recorder.Infer.MeanMs,
            Joules = (end.Joules - start.Joules) / frames,
            CpuMs = (end.Cpu - start.Cpu).TotalMilliseconds / frames,
            StageCpuMs = end.Stages.ToDictionary(stage => stage.Key, stage => (stage.Value - start.Stages.GetValueOrDefault(stage.Key)) / frames),
            BytesPerFrame = (double)(end.Allocated - start.Allocated) / frames,
            Collections = [.. end.Collections.Zip(start.Collections, (after, until) => after - until)],
            ManagedMiB = managed,
            PeakMiB = peak,
            GrowthMiB = peak - before,
        };

        async Task WhileRunningAsync(TimeSpan time)
        {
            var ended = run.Ended;
            if (await Task.WhenAny(ended, Task.Delay(time)) == ended)
            {
                await ended;
                throw new InvalidOperationException($"{design} ended by itself.");
            }
        }
    }

    /// <summary>The median of several, of each figure by itself; of what must not be, the sum.</summary>
    /// <param name="runs">At least one.</param>
    public static Measurement Median(IReadOnlyList<Measurement> runs)
    {
        return new Measurement
        {
            Rate = Of(run => run.Rate),
            P50Ms = Of(run => run.P50Ms),
            P95Ms = Of(run => run.P95Ms),
            P99Ms = Of(run => run.P99Ms),
            ResultP99Ms = Of(run => run.ResultP99Ms),
            PrepareP50Ms = Of(run => run.PrepareP50Ms),
            InferP50Ms = Of(run => run.InferP50Ms),
            DeviceMs = Of(run => run.DeviceMs),
            Joules = runs.All(run => run.Joules is not null) ? Of(run => run.Joules!.Value) : null,
            CpuMs = Of(run => run.CpuMs),
            StageCpuMs = runs.SelectMany(run => run.StageCpuMs.Keys).Distinct().ToDictionary(stage => stage, stage => Of(run => run.StageCpuMs.GetValueOrDefault(stage))),
            BytesPerFrame = Of(run => run.BytesPerFrame),
            Collections = [.. Enumerable.Range(0, runs.Min(run => run.Collections.Count)).Select(generation => (int)Of(run => run.Collections[generation]))],
            ManagedMiB = Of(run => run.ManagedMiB),
            PeakMiB = Of(run => run.PeakMiB),
            GrowthMiB = Of(run => run.GrowthMiB),
            OutOfOrder = runs.Sum(run => run.OutOfOrder),
        };

        double Of(Func<Measurement, double> figure) => Statistics.Of(runs.Select(figure)).Median;
    }
}
