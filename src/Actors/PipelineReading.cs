using System.Diagnostics;
using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Truth;

namespace Actors;

/// <summary>What a pipeline had counted at a moment; with <see cref="Since(PipelineReading)"/>, between two.</summary>
public sealed record PipelineReading
{
    private long _at;
    private TimeSpan _processorTime;

    /// <summary>A camera's frames.</summary>
    /// <param name="Camera">Its name.</param>
    /// <param name="Captured">Frames read.</param>
    /// <param name="Dropped">Frames dropped, of any cause.</param>
    /// <param name="Rendered">Frames that came out.</param>
    /// <param name="Busy">Reading and decoding, waits for the camera included.</param>
    public sealed record CameraWork(string Camera, long Captured, long Dropped, long Rendered, TimeSpan Busy)
    {
        /// <summary>Whether any came, so that the camera is one of those that share the means.</summary>
        public bool HasFrames => Captured > 0;

        /// <summary>How much was found of what is known to be in its frames; null where that is not known.</summary>
        public Tally? Found { get; init; }
    }

    /// <summary>A stage's frames.</summary>
    /// <param name="Name">Of the stage or output.</param>
    /// <param name="Frames">Frames worked on.</param>
    /// <param name="Busy">Time spent on them, of all that share the work.</param>
    public sealed record Work(string Name, long Frames, TimeSpan Busy);

    /// <summary>A device's frames.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Frames">Frames it answered.</param>
    /// <param name="Busy">Time spent on them.</param>
    /// <param name="Serves">Whether it is given frames, where there are enough.</param>
    public sealed record DeviceWork(string Device, long Frames, TimeSpan Busy, bool Serves);

    /// <summary>How long the devices were at work; between two moments, the time between them.</summary>
    public required TimeSpan Span { get; init; }

    /// <summary>The share of the processor's time, 0 to 1 of all cores, that this program and those that it has started took.</summary>
    public double ProcessorShare { get; init; }

    /// <summary>The cameras.</summary>
    public required IReadOnlyList<CameraWork> Cameras { get; init; }

    /// <summary>Preparing, of all preprocessors.</summary>
    public required Work Preparing { get; init; }

    /// <summary>How many frames can be prepared at once.</summary>
    public required int PreparedAtOnce { get; init; }

    /// <summary>The devices in the pool.</summary>
    public required IReadOnlyList<DeviceWork> Devices { get; init; }

    /// <summary>Drawing, of all cameras.</summary>
    public required Work Drawing { get; init; }

    /// <summary>How many frames can be drawn at once: one of each camera that gives any.</summary>
    public required int DrawnAtOnce { get; init; }

    /// <summary>The outputs.</summary>
    public required IReadOnlyList<Work> Outputs { get; init; }

    /// <summary>Reads a pipeline's meters.</summary>
    public static PipelineReading Of(PipelineMeter meter) => new()
    {
        _at = Stopwatch.GetTimestamp(),
        _processorTime = ProcessorTime.OfThisProgram,

        // Devices work from the first frame on; what came before (opening files and devices) is no time of theirs.
        Span = meter.Devices.Select(device => device.Span).DefaultIfEmpty().Max(),
        ProcessorShare = meter.ProcessorShare,
        Cameras = [.. meter.Cameras.Select(camera => new CameraWork(
            camera.Camera, camera.Captured, Enum.GetValues<DropCause>().Sum(camera.Drops), camera.Rendered, camera.Reading) { Found = camera.Found })],
        Preparing = Of(Attribution.Preparing, meter.Preparing),
        PreparedAtOnce = AtOnce(meter.Preparing, meter.PrepareThreads),
        Devices = [.. meter.Devices.Where(device => device.State != DeviceState.Retired).Select(device => new DeviceWork(device.Device, device.Frames, device.Busy, device.State.TakesFrames()))],
        Drawing = Of(Attribution.Drawing, meter.Drawing),
        DrawnAtOnce = AtOnce(meter.Drawing, Math.Min(meter.DrawThreads, meter.Cameras.Count(camera => camera.Captured > 0))),
        Outputs = [.. meter.Outputs.Select(output => Of($"{Attribution.OutputPrefix}{output.Sink}", output.Writing))],
    };

    /// <summary>What was counted since an earlier reading of the same pipeline.</summary>
    public PipelineReading Since(PipelineReading earlier)
    {
        var span = Stopwatch.GetElapsedTime(earlier._at, _at);
        IReadOnlyList<CameraWork> cameras = [.. Cameras.Select(camera => Since(camera, earlier.Cameras.FirstOrDefault(before => before.Camera == camera.Camera)))];
        return this with
        {
            Span = span,
            ProcessorShare = (_processorTime - earlier._processorTime) / (span * Environment.ProcessorCount),
            Cameras = cameras,
            Preparing = Since(Preparing, earlier.Preparing),
            Devices = [.. Devices.Select(device => Since(device, earlier.Devices.FirstOrDefault(before => before.Device == device.Device)))],
            Drawing = Since(Drawing, earlier.Drawing),
            DrawnAtOnce = Math.Clamp(cameras.Count(camera => camera.HasFrames), 1, DrawnAtOnce),

            // In the order in which they were made, since several can have the same name.
            Outputs = [.. Outputs.Select((output, index) => Since(output, earlier.Outputs.ElementAtOrDefault(index)))],
        };
    }

    // Each actor works on a frame at a time, on one of the threads that they share.
    private static int AtOnce(BusyMeter meter, int threads) => Math.Max(1, Math.Min(meter.Workers > 0 ? meter.Workers : meter.MostWorkers, threads));

    private static Work Of(string name, BusyMeter meter) => new(name, meter.Count, meter.Busy);

    private static CameraWork Since(CameraWork now, CameraWork? before) => before is null ? now : now with
    {
        Captured = now.Captured - before.Captured,
        Dropped = now.Dropped - before.Dropped,
        Rendered = now.Rendered - before.Rendered,
        Busy = now.Busy - before.Busy,
        Found = before.Found is { } found ? now.Found?.Since(found) : now.Found,
    };

    private static DeviceWork Since(DeviceWork now, DeviceWork? before) => before is null ? now : now with { Frames = now.Frames - before.Frames, Busy = now.Busy - before.Busy };

    private static Work Since(Work now, Work? before) => before is null ? now : now with { Frames = now.Frames - before.Frames, Busy = now.Busy - before.Busy };
}
