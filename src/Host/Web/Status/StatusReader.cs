using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Tpu;

namespace Actors.Host.Web;

/// <summary>Makes a status of two readings of a pipeline's meters.</summary>
internal static class StatusReader
{
    // A camera that gives no frame for so long is silent.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(5);

    private static readonly DropCause[] Causes = Enum.GetValues<DropCause>();

    /// <summary>The status at the later reading, with rates since the earlier one.</summary>
    /// <param name="meter">The meters.</param>
    /// <param name="settings">The settings in force.</param>
    /// <param name="decoding">What decodes each camera.</param>
    /// <param name="at">When the later one was taken.</param>
    /// <param name="since">What was counted between the readings.</param>
    /// <param name="cost">What a frame took between them.</param>
    public static PipelineStatus Of(
        PipelineMeter meter, PipelineSettings settings, IReadOnlyDictionary<string, string> decoding, DateTimeOffset at, PipelineReading since, FrameCost? cost)
    {
        var attribution = Attribution.Of(since);
        return new PipelineStatus(
            at,
            Math.Round(meter.Elapsed.TotalSeconds, 1),
            Rounded(attribution.Rate),
            new BottleneckStatus(attribution.Bottleneck?.Name ?? "", SourceUri.Masked(attribution.BottleneckText), attribution.AdviceText),
            [.. settings.Cameras.Select(camera => Of(camera, meter, settings.Task, decoding.GetValueOrDefault(camera.Name, ""), since))],
            [.. meter.Devices.Where(device => device.State != DeviceState.Retired).Select(device => Of(device, settings, since))],
            [.. attribution.Stages.Select(stage => new StageStatus(SourceUri.Masked(stage.Name), Rounded(stage.Busy, 3)))],
            cost is null ? null : new CostStatus(Rounded(1000 * cost.CpuSeconds, 2), Rounded(1000 * cost.DeviceSeconds, 2), cost.Joules));
    }

    private static CameraStatus Of(CameraSettings camera, PipelineMeter meters, DetectionTask task, string decoding, PipelineReading since)
    {
        var meter = meters.Cameras.FirstOrDefault(meter => meter.Camera == camera.Name) ?? new CameraMeter(camera.Name);
        var work = since.Cameras.FirstOrDefault(work => work.Camera == camera.Name);
        var latency = meter.RecentLatencyMs(50, 95, 99);
        return new CameraStatus(
            camera.Name, camera.Source.ToString(), camera.Paused ? "paused" : meter.SinceCaptured < Silent ? "capturing" : "silent", decoding,
            PerSecond(work?.Captured, since.Span), PerSecond(work?.Rendered, since.Span), PerSecond(work?.Dropped, since.Span),
            meter.Captured, meter.Rendered,
            Causes.Where(cause => meter.Drops(cause) > 0).ToDictionary(cause => ConfigNames.Name(cause), meter.Drops),
            new LatencyStatus(Rounded(latency[0]), Rounded(latency[1]), Rounded(latency[2])),
            ConfigNames.Name(camera.OnFull), camera.Threshold ?? task.Filter.Threshold, camera.Classes?.Split(", ") ?? [], camera.FramesInFlight);
    }

    private static DeviceStatus Of(DeviceMeter device, PipelineSettings settings, PipelineReading since)
    {
        var work = since.Devices.FirstOrDefault(work => work.Device == device.Device);
        var service = device.RecentServiceMs(50, 95, 99);
        return new DeviceStatus(
            device.Device, device.Path, ConfigNames.Name(device.State), device.StateReason, settings.Pool.OutOfService.Contains(device.Device),
            PerSecond(work?.Frames, since.Span), work is null || since.Span <= TimeSpan.Zero ? 0 : Rounded(Math.Clamp(work.Busy / since.Span, 0, 1), 3),
            new LatencyStatus(Rounded(service[0], 2), Rounded(service[1], 2), Rounded(service[2], 2)),
            device.Frames, device.Leases, device.Faults, device.Quarantines, device.TakenBack,
            device.LastFault is { } fault ? new FaultStatus(ConfigNames.Name(fault.State), fault.Reason, fault.At) : null);
    }

    private static double PerSecond(long? frames, TimeSpan span) => span > TimeSpan.Zero ? Rounded((frames ?? 0) / span.TotalSeconds) : 0;

    private static double Rounded(double value, int decimals = 1) => double.IsFinite(value) ? Math.Round(value, decimals) : 0;
}
