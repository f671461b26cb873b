using System.Diagnostics;
using Actors.Capture;
using Actors.Route;
using Akka.Configuration;

namespace Actors.Host.Rehearse;

/// <summary>Has a live camera look at eight devices, of which most are then parked; has four cameras more come and go.</summary>
internal sealed class PowerRehearsal
{
    // Longer than any machine needs; only a pipeline that hangs gets there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BroughtInWithin = TimeSpan.FromSeconds(1);

    private readonly PowerScript _script;
    private readonly PipelineSettings _settings;
    private readonly Config _hocon;
    private readonly Action<string> _tell;

    /// <summary>Prepares it.</summary>
    /// <param name="script">What to play.</param>
    /// <param name="settings">The pipeline, but for its cameras, outputs and devices.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="tell">Told what is going on, in one line.</param>
    public PowerRehearsal(PowerScript script, PipelineSettings settings, Config hocon, Action<string> tell)
    {
        _script = script;
        _settings = settings with { Pool = settings.Pool with { Power = script.Power(PowerMode.Performance, settings.Pool.Power) } };
        _hocon = hocon;
        _tell = tell;
    }

    /// <summary>Plays it.</summary>
    public async Task<PowerReport> RunAsync(CancellationToken stopping)
    {
        var mode = _script.Mode.ToString().ToLowerInvariant();
        var start = Stopwatch.GetTimestamp();
        var stage = new RehearsalStage(_script.Devices, _settings, _hocon, _script.Live);
        await using var pipeline = stage.Pipeline;
        await pipeline.UntilAsync(() => stage.IsWhole && stage.Camera.Rendered > 0, "Devices in service", Patience, stopping);
        _tell("warming up");
        await Task.Delay(_script.WarmUp, stopping);
        var performance = await MeasureAsync(stage, "performance", stopping);
        await pipeline.ReconfigureAsync(stage.Settings with { Cameras = [_script.Live, .. _script.Burst] }, Patience);
        await Task.Delay(_script.BroughtInWithin, stopping);
        var (performanceBurst, performanceRate) = await MeasureBurstAsync(stage, "performance, burst", stopping);
        await pipeline.ReconfigureAsync(stage.Settings, Patience);

        var saving = stage.Settings with { Pool = stage.Settings.Pool with { Power = _script.Power(_script.Mode, _settings.Pool.Power) } };
        await pipeline.ReconfigureAsync(saving, Patience);
        await OneServesAsync(stage, stopping);
        var alone = await MeasureAsync(stage, mode, stopping);

        var asked = Stopwatch.GetTimestamp();
        await pipeline.ReconfigureAsync(saving with { Cameras = [_script.Live, .. _script.Burst] }, Patience);
        var coming = await MeasureAsync(stage, $"{mode}, burst comes", _script.BroughtInWithin, stopping);
        var (burst, burstRate) = await MeasureBurstAsync(stage, $"{mode}, burst", stopping);

        // It may have been there before anybody asked whether it was.
        var whole = stage.InService().FirstOrDefault(count => count.Timestamp > asked && count.Devices == stage.Devices.Count).Timestamp;

        await pipeline.ReconfigureAsync(saving, Patience);
        var over = Stopwatch.GetTimestamp();
        await OneServesAsync(stage, stopping);
        var parkedAfter = Stopwatch.GetElapsedTime(over).TotalSeconds;
        var afterwards = await MeasureAsync(stage, $"{mode} again", stopping);
        await pipeline.EndAsync(Patience);

        return new PowerReport(
            [performance, performanceBurst, alone.Beside(performance, 1), coming, burst.Beside(performanceBurst, stage.Devices.Count), afterwards.Beside(performance, 1)],
            Bound.AtMost(whole > 0 ? Stopwatch.GetElapsedTime(asked, whole).TotalMilliseconds : null, BroughtInWithin.TotalMilliseconds),
            performanceRate,
            burstRate,
            Bound.AtMost(BurstOf(stage).Sum(camera => camera.Captured - camera.Rendered), 0),
            Bound.AtMost(stage.Log.OutOfOrder(), 0),
            parkedAfter,
            [.. stage.InService().Select(count => new PowerReport.Change(Stopwatch.GetElapsedTime(start, count.Timestamp).TotalSeconds, count.Devices))]);
    }

    private IEnumerable<CameraMeter> BurstOf(RehearsalStage stage) => stage.Pipeline.Meter.Cameras.Where(camera => camera.Camera != _script.Live.Name);

    private async Task OneServesAsync(RehearsalStage stage, CancellationToken stopping)
    {
        _tell("parking");
        await stage.Pipeline.UntilAsync(() => stage.InService()[^1].Devices == 1, "One device in service", Patience, stopping);
    }

    private Task<PowerReport.Act> MeasureAsync(RehearsalStage stage, string name, CancellationToken stopping) => MeasureAsync(stage, name, _script.Span, stopping);

    private async Task<PowerReport.Act> MeasureAsync(RehearsalStage stage, string name, TimeSpan span, CancellationToken stopping)
    {
        _tell(name);
        var (start, before) = (Stopwatch.GetTimestamp(), FrameCost.Reading.Of(stage.Pipeline.Meter));
        await Task.Delay(span, stopping);
        var (end, after) = (Stopwatch.GetTimestamp(), FrameCost.Reading.Of(stage.Pipeline.Meter));
        return new PowerReport.Act(
            name,
            Bound.None(PowerReport.Average(stage.InService(), start, end)),
            Bound.None(stage.Log.Rate(start, end)),
            Bound.None(FrameLog.P99Ms(stage.Log.Between(start, end))),
            FrameCost.Between(before, after) is { } cost ? 1000 * cost.CpuSeconds : 0);
    }

    // The live camera meanwhile, and the frames a second of the others.
    private async Task<(PowerReport.Act Live, double Rate)> MeasureBurstAsync(RehearsalStage stage, string name, CancellationToken stopping)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), BurstOf(stage).Sum(camera => camera.Rendered));
        var live = await MeasureAsync(stage, name, stopping);
        return (live, (BurstOf(stage).Sum(camera => camera.Rendered) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
