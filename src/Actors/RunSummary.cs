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
    // Less of a difference is lost in what else the machine does.
    private const double WorthTelling = 1.05;

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

    /// <summary>What a frame took; null before any came out.</summary>
    public FrameCost? Cost { get; init; }

    /// <summary>What the stages could do at most; null before anything ran.</summary>
    public Capacity? Capacity { get; init; }

    /// <summary>What the rate would be with other means, in a sentence; only what would change it. Empty before anything ran.</summary>
    public string PredictionText
    {
        get
        {
            if (Capacity is not { } capacity)
            {
                return "";
            }

            var bound = capacity.Bound;
            var texts = new (string With, double Rate, bool Told)[]
            {
                ("one more device", capacity.WithOneMoreDevice, capacity.WithOneMoreDevice > bound * WorthTelling),
                ("one device fewer", capacity.WithOneDeviceFewer, capacity.DeviceCount > 1 && capacity.WithOneDeviceFewer * WorthTelling < bound),
                ("one more preprocessor", capacity.WithOneMorePreprocessor, capacity.WithOneMorePreprocessor > bound * WorthTelling),
                ("faster cameras", capacity.WithFasterCameras, capacity.WithFasterCameras > bound * WorthTelling),
            };
            var told = texts.Where(text => text.Told).Select(text => string.Create(CultureInfo.InvariantCulture, $"with {text.With} {text.Rate:0}")).ToList();
            return told.Count == 0 ? "" : $"Expected frames/s {string.Join(", ", told)}.";
        }
    }

    /// <summary>The stage that had the least time to spare, or null before anything ran.</summary>
    public Stage? Bottleneck => Stages.Where(stage => stage.Busy > 0).MaxBy(stage => stage.Busy);

    /// <summary>The bottleneck in a sentence.</summary>
    public string BottleneckText => Bottleneck is not { } stage ? "Nothing ran."
        : Cameras.FirstOrDefault(camera => CameraStage(camera.Camera) == stage.Name) is { } camera
            ? string.Create(CultureInfo.InvariantCulture, $"Bottleneck: camera {camera.Camera}, which delivered {camera.Rate:0.0} frames/s. The devices were busy {DevicesBusy:0 %} of the time.")
            : string.Create(CultureInfo.InvariantCulture, $"Bottleneck: {stage.Name}, busy {stage.Busy:0 %} of the time.");

    private double DevicesBusy => Devices.Select(device => device.Busy).DefaultIfEmpty().Average();

    /// <summary>Sums a pipeline's meters up.</summary>
    public static RunSummary Of(PipelineMeter meter) => Of(meter, meter.ProcessorShare);

    internal static RunSummary Of(PipelineMeter meter, double processorShare)
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

        var preprocessors = Math.Min(meter.Preprocessors, meter.PrepareThreads);
        List<Stage> rest =
        [
            new("drawing", Share(meter.Drawing.Busy, span * Math.Clamp(meter.Cameras.Count, 1, meter.DrawThreads))),
            .. meter.Outputs.Select(output => new Stage($"output {output.Sink}", Share(output.Writing.Busy, span))),
            new("the processor", span > TimeSpan.Zero ? Math.Clamp(processorShare, 0, 1) : 0),
        ];
        var stages = new List<Stage>();
        stages.AddRange(meter.Cameras.Select(camera => new Stage(CameraStage(camera.Camera), Share(camera.Reading, span))));
        stages.Add(new Stage("preparing", Share(meter.Preparing.Busy, span * preprocessors)));
        var present = meter.Devices.Where(device => device.State != DeviceState.Retired).Select(device => Share(device.Busy, span)).ToList();
        if (present.Count > 0)
        {
            stages.Add(new Stage(present.Count == 1 ? "the device" : $"the {present.Count} devices", present.Average()));
        }

        stages.AddRange(rest);
        return new RunSummary(meter.Elapsed, cameras, devices, stages)
        {
            Cost = meter.Cost,
            Capacity = CapacityOf(meter, rest, span, preprocessors),
            Missed = [.. meter.Outputs.Where(output => output.Missed > 0).Select(output => (output.Sink, output.Missed))],
        };
    }

    private static Capacity? CapacityOf(PipelineMeter meter, List<Stage> rest, TimeSpan span, int preprocessors)
    {
        var devices = meter.Devices.Where(device => device.State != DeviceState.Retired && device.Frames > 0).ToList();
        var rate = meter.Cameras.Sum(camera => camera.Rendered) / span.TotalSeconds;
        if (devices.Count == 0 || !(rate > 0))
        {
            return null;
        }

        return new Capacity(
            meter.Cameras.Where(camera => camera.Captured > 0).Sum(camera => PerSecond(camera.Captured, camera.Reading)),
            PerSecond(meter.Preparing.Count, meter.Preparing.Busy) * preprocessors,
            devices.Sum(device => PerSecond(device.Frames, device.Busy)),
            rest.Min(stage => stage.Busy > 0 ? rate / stage.Busy : double.PositiveInfinity),
            preprocessors, devices.Count);
    }

    private static double PerSecond(long frames, TimeSpan busy) => busy > TimeSpan.Zero ? frames / busy.TotalSeconds : double.PositiveInfinity;

    private static string CameraStage(string camera) => $"camera {camera}";

    private static double Share(TimeSpan busy, TimeSpan span) => span > TimeSpan.Zero ? Math.Clamp(busy / span, 0, 1) : 0;
}
