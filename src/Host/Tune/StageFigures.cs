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

    /// <summary>Makes sense of what was counted while it ran.</summary>
    /// <exception cref="InvalidOperationException">No frame came out.</exception>
    public static StageFigures Of(PipelineReading reading)
    {
        var attribution = Attribution.Of(reading);
        var capacity = attribution.Capacity ?? throw new InvalidOperationException("No frame has come out.");
        var cameras = reading.Cameras.Where(camera => camera.HasFrames).ToList();
        var cpuMs = reading.ProcessorShare * Environment.ProcessorCount * 1000 / attribution.Rate;
        var drawingMs = Ms(reading.Drawing.Busy, reading.Drawing.Frames);
        return new StageFigures(
            [
                StageOf("cameras", Ms(Sum(cameras.Select(camera => camera.Busy)), cameras.Sum(camera => camera.Captured)), capacity.Cameras),
                StageOf(PreparingName, Ms(reading.Preparing.Busy, reading.Preparing.Frames), capacity.Preparing),
                StageOf(DevicesName, Ms(Sum(reading.Devices.Select(device => device.Busy)), reading.Devices.Sum(device => device.Frames)), capacity.Devices),
                StageOf("drawing", drawingMs, reading.DrawnAtOnce * 1000 / drawingMs),
                StageOf("the processor", cpuMs, Environment.ProcessorCount * 1000 / cpuMs),
            ],
            cpuMs, capacity, attribution.BottleneckText);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static Stage StageOf(string name, double frameMs, double rate) => new(name, frameMs, double.IsFinite(rate) ? rate : null);

    private static double Ms(TimeSpan busy, long frames) => frames > 0 ? busy.TotalMilliseconds / frames : 0;
}
