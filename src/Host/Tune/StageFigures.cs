using System.Text.Json.Serialization;

namespace Actors.Host.Tune;

/// <summary>What each stage takes for a frame, measured while the pipeline ran with the settings as they are.</summary>
/// <param name="Stages">One after another, as a frame passes them.</param>
/// <param name="CpuMs">CPU time of the process for each frame.</param>
/// <param name="Capacity">What the stages could do.</param>
/// <param name="Bottleneck">The stage that has the least time to spare, in a sentence.</param>
internal sealed record StageFigures(IReadOnlyList<StageFigures.Stage> Stages, double CpuMs, [property: JsonIgnore] Capacity Capacity, string Bottleneck)
{
    /// <summary>A stage.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="FrameMs">The time it takes for a frame; a camera's includes the wait for it.</param>
    /// <param name="Rate">Frames a second that it could do; null where it has done nothing.</param>
    public sealed record Stage(string Name, double FrameMs, double? Rate);

    /// <summary>The least time that a frame is on its way: that of the stages between a camera and the result.</summary>
    public double PassMs => Stages.Where(stage => stage.Name is PreparingName or DevicesName).Sum(stage => stage.FrameMs);

    private const string PreparingName = "preparing";
    private const string DevicesName = "devices";

    /// <summary>Reads a pipeline's meters.</summary>
    /// <exception cref="InvalidOperationException">Nothing has run yet.</exception>
    public static StageFigures Of(PipelineMeter meter)
    {
        var summary = RunSummary.Of(meter);
        var capacity = summary.Attribution.Capacity ?? throw new InvalidOperationException("No frame has come out yet.");
        var cameras = meter.Cameras.Where(camera => camera.Captured > 0).ToList();
        var rate = summary.Cameras.Sum(camera => camera.Rate);
        var reading = cameras.Aggregate(TimeSpan.Zero, (sum, camera) => sum + camera.Reading);
        var devices = meter.Devices.Aggregate(TimeSpan.Zero, (sum, device) => sum + device.Busy);
        var cpuMs = meter.ProcessorShare * Environment.ProcessorCount * 1000 / rate;
        var drawingMs = Ms(meter.Drawing.Busy, meter.Drawing.Count);
        return new StageFigures(
            [
                StageOf("cameras", Ms(reading, cameras.Sum(camera => camera.Captured)), capacity.Cameras),
                StageOf(PreparingName, Ms(meter.Preparing.Busy, meter.Preparing.Count), capacity.Preparing),
                StageOf(DevicesName, Ms(devices, meter.Devices.Sum(device => device.Frames)), capacity.Devices),
                StageOf("drawing", drawingMs, Math.Min(cameras.Count, meter.DrawThreads) * 1000 / drawingMs),
                StageOf("the processor", cpuMs, Environment.ProcessorCount * 1000 / cpuMs),
            ],
            cpuMs, capacity, summary.Attribution.BottleneckText);
    }

    private static Stage StageOf(string name, double frameMs, double rate) => new(name, frameMs, double.IsFinite(rate) ? rate : null);

    private static double Ms(TimeSpan busy, long frames) => frames > 0 ? busy.TotalMilliseconds / frames : 0;
}
