using System.Globalization;
using Actors.Capture;
using Actors.Tpu;

namespace Actors;

/// <summary>What a run came to: rates, drops, latencies, how busy each stage was, and which one limited it.</summary>
/// <param name="Elapsed">Since the pipeline was made.</param>
/// <param name="Cameras">One for each camera.</param>
/// <param name="Devices">One for each device.</param>
/// <param name="Stages">How busy each stage was, the devices together as one.</param>
public sealed record RunSummary(
    TimeSpan Elapsed,
    IReadOnlyList<RunSummary.CameraRow> Cameras,
    IReadOnlyList<RunSummary.DeviceRow> Devices,
    IReadOnlyList<RunSummary.Stage> Stages)
{
    /// <summary>A camera's frames.</summary>
    public sealed record CameraRow(
        string Camera, long Captured, long Rendered, double Rate, IReadOnlyList<(DropCause Cause, long Count)> Drops,
        double P50Ms, double P95Ms, double P99Ms);

    /// <summary>A device's work.</summary>
    public sealed record DeviceRow(string Device, string Path, long Frames, double Rate, double Busy, double P50Ms, double P99Ms, long Faults);

    /// <summary>A stage and the share of its time, 0 to 1, that it was at work.</summary>
    public sealed record Stage(string Name, double Busy);

    /// <summary>The outputs that did not get every frame, and how many they missed.</summary>
    public IReadOnlyList<(string Output, long Frames)> Missed { get; init; } = [];

    /// <summary>The stage that had the least time to spare, or null before anything ran.</summary>
    public Stage? Bottleneck => Stages.Where(stage => stage.Busy > 0).MaxBy(stage => stage.Busy);

    /// <summary>The bottleneck in a sentence.</summary>
    public string BottleneckText => Bottleneck is not { } stage ? "Nothing ran."
        : Cameras.FirstOrDefault(camera => CameraStage(camera.Camera) == stage.Name) is { } camera
            ? string.Create(CultureInfo.InvariantCulture, $"Bottleneck: camera {camera.Camera}, which delivered {camera.Rate:0.0} frames/s. The devices were busy {DevicesBusy:0 %} of the time.")
            : string.Create(CultureInfo.InvariantCulture, $"Bottleneck: {stage.Name}, busy {stage.Busy:0 %} of the time.");

    private double DevicesBusy => Devices.Select(device => device.Busy).DefaultIfEmpty().Average();

    /// <summary>Sums a pipeline's meters up.</summary>
    public static RunSummary Of(PipelineMeter meter)
    {
        var cameras = meter.Cameras.Select(camera => new CameraRow(
            camera.Camera, camera.Captured, camera.Rendered, camera.Rate,
            [.. Enum.GetValues<DropCause>().Select(cause => (cause, camera.Drops(cause))).Where(drop => drop.Item2 > 0)],
            camera.LatencyMs(50), camera.LatencyMs(95), camera.LatencyMs(99))).ToList();

        // Devices work from the first frame on; what came before (opening files and devices) is no time of theirs.
        var span = meter.Devices.Select(device => device.Span).DefaultIfEmpty().Max();
        var devices = meter.Devices.Select(device => new DeviceRow(
            device.Device, device.Path, device.Frames,
            device.Span > TimeSpan.Zero ? device.Frames / device.Span.TotalSeconds : 0,
            Share(device.Busy, span), device.ServiceMs(50), device.ServiceMs(99), device.Faults)).ToList();

        var stages = new List<Stage>();
        stages.AddRange(meter.Cameras.Select(camera => new Stage(CameraStage(camera.Camera), Share(camera.Reading, span))));
        stages.Add(new Stage("preparing", Share(meter.Preparing.Busy, span * Math.Min(meter.Preprocessors, meter.PrepareThreads))));
        var present = meter.Devices.Where(device => device.State != DeviceState.Retired).Select(device => Share(device.Busy, span)).ToList();
        if (present.Count > 0)
        {
            stages.Add(new Stage(present.Count == 1 ? "the device" : $"the {present.Count} devices", present.Average()));
        }

        stages.Add(new Stage("drawing", Share(meter.Drawing.Busy, span * Math.Clamp(meter.Cameras.Count, 1, meter.DrawThreads))));
        stages.AddRange(meter.Outputs.Select(output => new Stage($"output {output.Sink}", Share(output.Writing.Busy, span))));
        return new RunSummary(meter.Elapsed, cameras, devices, stages)
        {
            Missed = [.. meter.Outputs.Where(output => output.Missed > 0).Select(output => (output.Sink, output.Missed))],
        };
    }

    private static string CameraStage(string camera) => $"camera {camera}";

    private static double Share(TimeSpan busy, TimeSpan span) => span > TimeSpan.Zero ? Math.Clamp(busy / span, 0, 1) : 0;
}
