using System.Diagnostics;
using Actors.Capture;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Rehearse;

/// <summary>Plays a script of faults on simulated devices while frames flow, and measures what each of them costs.</summary>
internal sealed class Rehearsal
{
    // Longer than any machine needs; only a pipeline that hangs gets there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // An overrun is looked for every 10 ms, and told by messages of a machine that may be busy.
    private static readonly TimeSpan Noticing = TimeSpan.FromMilliseconds(75);

    // Some twenty frames of a live camera.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private sealed record Played(ActTimes Times, string Device, TimeSpan Deadline, long TakenBack);

    private readonly RehearsalScript _script;
    private readonly PipelineSettings _settings;
    private readonly Config _hocon;
    private readonly Action<string> _tell;

    /// <summary>Prepares a rehearsal.</summary>
    /// <param name="script">What to play.</param>
    /// <param name="settings">The pipeline, but for its cameras, outputs and devices.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="tell">Told what is going on, in one line.</param>
    public Rehearsal(RehearsalScript script, PipelineSettings settings, Config hocon, Action<string> tell)
    {
        _script = script;
        _settings = settings;
        _hocon = hocon;
        _tell = tell;
    }

    /// <summary>Plays it.</summary>
    public async Task<RehearsalReport> RunAsync(CancellationToken stopping)
    {
        var complete = Stage(_script.Camera, OnFull.Wait);
        var faults = await PlayAllAsync(complete, stopping);
        var live = await PlayLiveAsync(Stage(_script.LiveCamera, OnFull.DropOldest), stopping);

        // Of a camera that waits every drop is a loss, whatever its cause.
        return new RehearsalReport(
            faults, complete.Camera.Captured, Bound.AtMost(complete.Camera.Captured - complete.Camera.Rendered, 0),
            Bound.AtMost(complete.Log.OutOfOrder(), 0), live);
    }

    private RehearsalStage Stage(string camera, OnFull onFull) => new(
        Enumerable.Range(0, _script.Devices).Select(_ => new Device.Simulated(_script.ServiceTime)),
        _settings, _hocon, new CameraSettings("rehearsal", SourceUri.Parse(camera)) { OnFull = onFull });

    private async Task<IReadOnlyList<FaultReport>> PlayAllAsync(RehearsalStage stage, CancellationToken stopping)
    {
        await using var pipeline = stage.Pipeline;
        await WarmUpAsync(stage, stopping);
        var reports = new List<FaultReport>();
        foreach (var act in _script.Acts)
        {
            var (times, device, deadline, takenBack) = await PlayAsync(stage, act, _script.Before, stopping);
            reports.Add(FaultReport.Of(act, device, stage.Log, times, deadline, takenBack, stage.ChangesOfOthers(device, times.Start, times.End)));
        }

        await pipeline.EndAsync(Patience);
        return reports;
    }

    private async Task<LiveReport> PlayLiveAsync(RehearsalStage stage, CancellationToken stopping)
    {
        await using var pipeline = stage.Pipeline;
        await WarmUpAsync(stage, stopping);
        var (times, _, deadline, _) = await PlayAsync(stage, _script.LiveAct, _script.Live, stopping);
        times = times with { Second = ActTimes.Ticks(_script.Live) / 2 };
        await UntilAsync(times.End, stopping);
        await pipeline.EndAsync(Patience);
        return LiveReport.Of(stage.Log, times, deadline, stage.Dropped, stage.Camera.Captured - stage.Camera.Rendered - stage.Dropped);
    }

    private async Task WarmUpAsync(RehearsalStage stage, CancellationToken stopping)
    {
        _tell("warming up");
        await stage.Pipeline.UntilAsync(() => stage.IsWhole && stage.Camera.Rendered > 0, "Devices in service", Patience, stopping);
        await Task.Delay(_script.WarmUp, stopping);
    }

    private async Task<Played> PlayAsync(RehearsalStage stage, RehearsalScript.Act act, TimeSpan before, CancellationToken stopping)
    {
        _tell(act.Name);
        await stage.Pipeline.UntilAsync(() => stage.IsWhole, $"Every device in service before the {act.Name}", Patience, stopping);
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(before, stopping);

        var number = act.Device ?? await BusiestAsync(stage, stopping);
        var meter = stage.Pipeline.Meter.Devices[number];
        var (deadline, takenBack) = (DeadlineOf(meter), meter.TakenBack);
        var faults = stage.Devices[number].Faults;
        var played = faults.Injections.Count;
        faults.Order(act.Fault);
        await stage.Pipeline.UntilAsync(() => faults.Injections.Count > played, $"The {act.Name} of {meter.Device}", Patience, stopping);
        var injected = faults.Injections[played].Timestamp;
        var well = injected + ActTimes.Ticks(act.Lasts);
        await UntilAsync(well, stopping);
        if (act.Fault is SimulatedFault.Drift)
        {
            faults.Order(new SimulatedFault.Drift(1));
        }

        var times = new ActTimes(start, injected, null, well, null, ActTimes.Ticks(_script.Second));
        await UntilAsync(times.End, stopping);
        times = times with
        {
            Detected = stage.Change(meter.Device, act.ShowsAs, injected),
            Served = stage.Change(meter.Device, DeviceState.InService, injected),
        };
        return new Played(times, meter.Device, deadline, meter.TakenBack - takenBack);
    }

    private static async Task<int> BusiestAsync(RehearsalStage stage, CancellationToken stopping)
    {
        var devices = stage.Pipeline.Meter.Devices;
        var before = devices.Select(device => device.Frames).ToList();
        await Task.Delay(Glance, stopping);
        return Enumerable.Range(0, devices.Count).MaxBy(number => devices[number].Frames - before[number]);
    }

    private static async Task UntilAsync(long timestamp, CancellationToken stopping)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, stopping);
        }
    }

    // As the dealer reckons it, from the device's frames of the whole run.
    private TimeSpan DeadlineOf(DeviceMeter device)
    {
        var deadline = _settings.Pool.Deadline;
        return TimeSpan.FromMilliseconds(Math.Clamp(deadline.Factor * device.ServiceMs(99), deadline.Floor.TotalMilliseconds, deadline.Ceiling.TotalMilliseconds)) + Noticing;
    }
}
