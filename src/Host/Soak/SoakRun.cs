using System.Diagnostics;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Soak;

/// <summary>Runs a whole pipeline through faults and changes of settings at random, and looks whether anything is lost or grows.</summary>
internal sealed class SoakRun
{
    /// <summary>Simulated devices at the start and the end.</summary>
    public const int SimulatedDevices = 4;

    // Longer than any hang, loss, or delay before a device is opened again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // In which a device that has just been opened gets frames of every camera.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // Faults come faster than devices get over the longest of them, so that there are several at once.
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(1);

    // Compiled code, the collector's and the allocator's reserves settle first, under the same troubles as follow.
    private const double WarmUpShare = 0.2;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(2);

    private readonly FrameCheck _check = new();
    private readonly Troubles _troubles;
    private readonly SettingsWalk _walk;
    private readonly Random _moments;
    private readonly Config _hocon;
    private readonly int _seed;
    private readonly Action<int, string> _tell;
    private readonly List<Sample> _samples = [];
    private readonly Dictionary<string, long> _changes = new(StringComparer.Ordinal);
    private readonly List<string> _refused = [];

    /// <summary>Prepares one.</summary>
    /// <param name="seed">Of everything that is at random.</param>
    /// <param name="settings">The pipeline, without devices and outputs.</param>
    /// <param name="cpuDevices">How many CPU devices in processes of their own.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="tell">Told every second what is going on, in one line, with the number of the line.</param>
    public SoakRun(int seed, PipelineSettings settings, int cpuDevices, Config hocon, Action<int, string> tell)
    {
        _seed = seed;
        _moments = new Random(seed);
        _troubles = new Troubles(seed);
        _walk = new SettingsWalk(seed, settings with { Outputs = [_check.Output] }, SimulatedDevices, cpuDevices);
        _hocon = hocon;
        _tell = tell;
    }

    /// <summary>Runs it, and ends early when asked to.</summary>
    public async Task<SoakReport> RunAsync(TimeSpan duration, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        await using var pipeline = RunningPipeline.Start(_walk.Current, _hocon, _ => { });
        await AtRestAsync(pipeline);
        var warmUp = WarmUpShare * duration < LongestWarmUp ? WarmUpShare * duration : LongestWarmUp;
        await TroubleAsync(pipeline, warmUp, "warming up", stopping);
        var before = await AtHomeAsync(pipeline);
        _samples.Clear();
        await TroubleAsync(pipeline, duration - warmUp, "", stopping);
        var after = await AtHomeAsync(pipeline);
        await pipeline.EndAsync(Patience);
        return new SoakReport(
            _seed, Stopwatch.GetElapsedTime(start).TotalSeconds, Growth.Of(_samples, before, after),
            [.. _troubles.Counts.Select(count => new SoakReport.Count(count.Kind, count.Count))],
            [.. _changes.Select(change => new SoakReport.Count(change.Key, change.Value))],
            _refused, [.. pipeline.Meter.Cameras.Select(SoakReport.CameraFrames.Of)], _check.Frames,
            pipeline.Meter.Outputs.Where(output => output.Sink == _check.Output.ToString()).Sum(output => output.Missed), _check.OutOfOrder);
    }

    private async Task<Sample> AtHomeAsync(RunningPipeline pipeline)
    {
        _troubles.End();
        _walk.GoHome();
        await ChangeAsync(pipeline, "everything back");
        await AtRestAsync(pipeline);
        await Task.Delay(Settling, CancellationToken.None);
        return Sample.TakeClean();
    }

    private async Task AtRestAsync(RunningPipeline pipeline)
    {
        // A model that takes a fraction of a millisecond on the CPU can well seem degraded on a busy machine.
        var devices = _walk.Current.Pool.Devices.Count;
        await pipeline.UntilAsync(
            () => pipeline.Meter.Devices.Where(device => device.State != DeviceState.Retired).ToList() is var there
                && there.Count == devices && there.TrueForAll(device => device.State.TakesFrames()),
            "Every device in service", Patience, CancellationToken.None);
    }

    // One loop and one clock: faults, changes, kills and samples each have their next moment.
    private async Task TroubleAsync(RunningPipeline pipeline, TimeSpan duration, string phase, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        var (fault, change, kill, sample) = (Soon(BetweenFaults), Soon(BetweenChanges), Soon(BetweenKills), TimeSpan.Zero);
        Task changing = Task.CompletedTask;
        while (Stopwatch.GetElapsedTime(start) is var now && now < duration && !stopping.IsCancellationRequested)
        {
            if (now >= fault)
            {
                fault = now + Soon(BetweenFaults);
                _troubles.Make(_walk.Simulated);
            }

            if (now >= kill)
            {
                kill = now + Soon(BetweenKills);
                _troubles.KillAHost();
            }

            if (now >= change && changing.IsCompleted)
            {
                await changing;
                change = now + Soon(BetweenChanges);
                var (what, newCamera) = _walk.Next();
                if (newCamera is not null)
                {
                    _check.Expect(newCamera);
                }

                changing = ChangeAsync(pipeline, what);
            }

            if (now >= sample)
            {
                sample = now + BetweenSamples;
                _samples.Add(Sample.Take());
                Tell(now, duration, phase);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        await changing;
    }

    private async Task ChangeAsync(RunningPipeline pipeline, string what)
    {
        var told = await pipeline.ReconfigureAsync(_walk.Current, Patience);
        _changes[what] = _changes.GetValueOrDefault(what) + 1;
        _refused.AddRange(told.OfType<PipelineActor.NotChanged>().Select(refused => $"{refused.What}: {refused.Reason}"));
    }

    private void Tell(TimeSpan now, TimeSpan duration, string phase)
    {
        var sample = _samples[^1];
        _tell(_samples.Count - 1, $"{now:hh\\:mm\\:ss} of {duration:hh\\:mm\\:ss} {phase} {_check.Frames} frames  {_check.OutOfOrder} out of order  {sample.Own.Resident >> 20} MiB  {sample.Own.Threads} threads  {sample.Own.Descriptors} descriptors  {sample.Own.Shared >> 20} MiB shared  {sample.Hosts.Count} hosts");
    }

    // Now and then two at once, and now and then a pause.
    private TimeSpan Soon(TimeSpan mean) => 2 * _moments.NextDouble() * mean;
}
