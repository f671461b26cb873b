using Actors.Capture;
using Actors.Truth;

namespace Actors;

/// <summary>What a run came to: rates, drops, latencies, and which stage limited it.</summary>
/// <param name="Elapsed">Since the pipeline was made.</param>
/// <param name="Cameras">One for each camera.</param>
/// <param name="Devices">One for each device.</param>
/// <param name="Attribution">How busy each stage was.</param>
public sealed record RunSummary(
    TimeSpan Elapsed,
    IReadOnlyList<RunSummary.CameraRow> Cameras,
    IReadOnlyList<RunSummary.DeviceRow> Devices,
    Attribution Attribution)
{
    /// <summary>A camera's frames.</summary>
    public sealed record CameraRow(
        string Camera, long Captured, long Rendered, double Rate, IReadOnlyList<(DropCause Cause, long Count)> Drops,
        double P50Ms, double P95Ms, double P99Ms)
    {
        /// <summary>How much was found of what is known to be in its frames; null where that is not known.</summary>
        public Tally? Found { get; init; }

        /// <summary>What that leaves out, in a sentence; null for nothing.</summary>
        public string? NotCompared { get; init; }
    }

    /// <summary>A device's work.</summary>
    public sealed record DeviceRow(string Device, string Path, long Frames, double Rate, double Busy, double P50Ms, double P99Ms, long Faults);

    /// <summary>The outputs that did not get every frame, and how many they missed.</summary>
    public IReadOnlyList<(string Output, long Frames)> Missed { get; init; } = [];

    /// <summary>What a frame took; null before any came out.</summary>
    public FrameCost? Cost { get; init; }

    /// <summary>Sums a pipeline's meters up.</summary>
    public static RunSummary Of(PipelineMeter meter)
    {
        var reading = PipelineReading.Of(meter);
        return new RunSummary(
            meter.Elapsed,
            [.. meter.Cameras.Select(camera => new CameraRow(
                camera.Camera, camera.Captured, camera.Rendered, camera.Rate,
                [.. Enum.GetValues<DropCause>().Select(cause => (cause, camera.Drops(cause))).Where(drop => drop.Item2 > 0)],
                camera.LatencyMs(50), camera.LatencyMs(95), camera.LatencyMs(99))
                {
                    Found = camera.Found,
                    NotCompared = camera.NotCompared,
                })],
            [.. meter.Devices.Select(device => new DeviceRow(
                device.Device, device.Path, device.Frames,
                device.Span > TimeSpan.Zero ? device.Frames / device.Span.TotalSeconds : 0,
                reading.Span > TimeSpan.Zero ? Math.Clamp(device.Busy / reading.Span, 0, 1) : 0,
                device.ServiceMs(50), device.ServiceMs(99), device.Faults))],
            Attribution.Of(reading))
        {
            Cost = meter.Cost,
            Missed = [.. meter.Outputs.Where(output => output.Missed > 0).Select(output => (output.Sink, output.Missed))],
        };
    }
}
