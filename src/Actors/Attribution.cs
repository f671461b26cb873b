using System.Globalization;

namespace Actors;

/// <summary>Which stage limits the rate, from how busy each was; and what the rate would be with other means.</summary>
/// <param name="Rate">Frames a second that came out, of all cameras.</param>
/// <param name="Stages">The stages along a frame's way, and the processor.</param>
/// <param name="Capacity">What the stages could do at most; null where nothing ran.</param>
public sealed record Attribution(double Rate, IReadOnlyList<Attribution.Stage> Stages, Capacity? Capacity)
{
    // Less of a difference is lost in what else the machine does.
    private const double WorthTelling = 1.05;

    /// <summary>A stage.</summary>
    /// <param name="Name">As people call it.</param>
    /// <param name="Busy">
    /// The share of its time, 0 to 1, that it was at work: of several devices or preprocessors the average; of a camera reading,
    /// waits for the next picture included, for the frames that were not dropped.
    /// </param>
    public sealed record Stage(string Name, double Busy);

    /// <summary>The stage that had the least time to spare, or null where nothing ran.</summary>
    public Stage? Bottleneck => _ran ? Stages.MaxBy(stage => stage.Busy) : null;

    /// <summary>The bottleneck in a sentence.</summary>
    public string BottleneckText => Bottleneck is not { } stage ? "Nothing ran."
        : LimitedByCameras ? string.Create(CultureInfo.InvariantCulture, $"Bottleneck: {stage.Name}, {(_cameras > 1 ? "with the others " : "")}giving {Rate:0.0} frames/s of the {CouldDo:0} that the other stages could do.")
        : string.Create(CultureInfo.InvariantCulture, $"Bottleneck: {stage.Name}, busy {stage.Busy:0 %} of the time.");

    /// <summary>The bottleneck in a few words.</summary>
    public string LimitText => Bottleneck is not { } stage ? ""
        : LimitedByCameras ? string.Create(CultureInfo.InvariantCulture, $"limit: {stage.Name} ({Rate:0} of {CouldDo:0}/s)")
        : string.Create(CultureInfo.InvariantCulture, $"limit: {stage.Name} ({stage.Busy:0 %})");

    /// <summary>What to change for more frames a second, in a sentence; empty where nothing ran.</summary>
    public string AdviceText => Bottleneck is not { } stage ? ""
        : LimitedByCameras ? string.Create(CultureInfo.InvariantCulture, $"There is room for {CouldDo - Rate:0} frames/s more: a camera that gives more, or another one.{FewerDevices}")
        : stage.Name == Preparing ? $"More preprocessors (nr-of-instances and resizer in HOCON){Gain("one more preprocessor")}, or a model with a smaller input."
        : stage.Name == TheProcessor ? "The processor has no time left: smaller pictures, decoding in hardware, accelerators in place of the CPU, or a machine with more cores."
        : stage.Name == Drawing ? "Outputs with smaller pictures (?width=640), or fewer of them."
        : stage.Name.StartsWith(OutputPrefix, StringComparison.Ordinal) ? "Smaller pictures for this output (?width=640), or a faster place to write to."
        : $"Another device{Gain("one more device")}, or a faster model.";

    /// <summary>What the rate would be with other means, in a sentence; only what would change it. Empty where nothing ran.</summary>
    public string PredictionText
    {
        get
        {
            var told = Predictions.Select(prediction => string.Create(CultureInfo.InvariantCulture, $"with {prediction.With} {prediction.Rate:0}")).ToList();
            return told.Count == 0 ? "" : $"Expected frames/s {string.Join(", ", told)}.";
        }
    }

    /// <summary>What would change the rate, and to how many frames a second.</summary>
    public IReadOnlyList<(string With, double Rate)> Predictions
    {
        get
        {
            if (Capacity is not { } capacity)
            {
                return [];
            }

            var bound = capacity.Bound;
            var all = new (string With, double Rate, bool Told)[]
            {
                ("one more device", capacity.WithOneMoreDevice, capacity.WithOneMoreDevice > bound * WorthTelling),
                ("one device fewer", capacity.WithOneDeviceFewer, capacity.DeviceCount > 1 && capacity.WithOneDeviceFewer * WorthTelling < bound),
                ("one more preprocessor", capacity.WithOneMorePreprocessor, capacity.WithOneMorePreprocessor > bound * WorthTelling),
                ("faster cameras", capacity.WithFasterCameras, capacity.WithFasterCameras > bound * WorthTelling),
            };
            return [.. all.Where(prediction => prediction.Told).Select(prediction => (prediction.With, prediction.Rate))];
        }
    }

    internal const string Preparing = "preparing";
    internal const string Drawing = "drawing";
    internal const string OutputPrefix = "output ";
    private const string TheProcessor = "the processor";

    private string Gain(string with) => Predictions.FirstOrDefault(prediction => prediction.With == with) is { With: not null } gain
        ? string.Create(CultureInfo.InvariantCulture, $" (one more would give {gain.Rate:0} frames/s)")
        : "";

    // Where one fewer would still do all that comes.
    private string FewerDevices => Capacity is { DeviceCount: > 1 } capacity && capacity.Devices * (capacity.DeviceCount - 1) / capacity.DeviceCount > Rate * WorthTelling
        ? " One device fewer would do." : "";

    private int _cameras;
    private bool _ran;

    private bool LimitedByCameras => Stages.Take(_cameras).Contains(Bottleneck) && double.IsFinite(CouldDo);

    private double CouldDo => Capacity?.WithFasterCameras ?? double.PositiveInfinity;

    /// <summary>Judges what was counted.</summary>
    public static Attribution Of(PipelineReading reading)
    {
        var span = reading.Span;
        List<Stage> rest =
        [
            new(reading.Drawing.Name, Share(reading.Drawing.Busy, span * reading.DrawnAtOnce)),
            // Of several that are called the same, one for each camera, the busiest.
            .. reading.Outputs.GroupBy(output => output.Name).Select(same => new Stage(same.Key, same.Max(output => Share(output.Busy, span)))),
            new(TheProcessor, span > TimeSpan.Zero ? Math.Clamp(reading.ProcessorShare, 0, 1) : 0),
        ];
        var devices = reading.Devices.Where(device => device.Serves || device.Frames > 0).Select(device => Share(device.Busy, span)).ToList();
        var cameras = reading.Cameras.Where(camera => camera.HasFrames).ToList();
        var rate = PerSecond(reading.Cameras.Sum(camera => camera.Rendered), span, without: 0);
        return new Attribution(
            rate,
            [
                .. cameras.Select(camera => new Stage($"camera {camera.Camera}", Share(camera.Busy, span) * Kept(camera))),
                new(reading.Preparing.Name, Share(reading.Preparing.Busy, span * reading.PreparedAtOnce)),
                .. devices.Count == 0 ? Array.Empty<Stage>() : [new(devices.Count == 1 ? "the device" : $"the {devices.Count} devices", devices.Average())],
                .. rest,
            ],
            CapacityOf(reading, rate, rest))
        { _cameras = cameras.Count, _ran = reading.Devices.Any(device => device.Frames > 0) };
    }

    private static Capacity? CapacityOf(PipelineReading reading, double rate, List<Stage> rest)
    {
        var known = reading.Devices.Where(device => device.Frames > 0).Select(device => PerSecond(device.Frames, device.Busy)).ToList();

        // Where there is little to do some devices are given nothing; they can do as much as the others.
        var idle = reading.Devices.Count(device => device is { Frames: 0, Serves: true });
        return known.Count == 0 || rate == 0 ? null : new Capacity(
            reading.Cameras.Where(camera => camera.HasFrames).Sum(camera => PerSecond(camera.Captured, camera.Busy)),
            PerSecond(reading.Preparing.Frames, reading.Preparing.Busy) * reading.PreparedAtOnce,
            known.Sum() + idle * known.Average(),
            rest.Min(stage => stage.Busy > 0 ? rate / stage.Busy : double.PositiveInfinity),
            reading.PreparedAtOnce, known.Count + idle);
    }

    // A camera that is read all the time, but of whose frames half are dropped, could do twice what the others take.
    private static double Kept(PipelineReading.CameraWork camera) => camera.Captured > 0 ? 1 - Math.Clamp((double)camera.Dropped / camera.Captured, 0, 1) : 0;

    private static double PerSecond(long frames, TimeSpan time, double without = double.PositiveInfinity) => time > TimeSpan.Zero ? frames / time.TotalSeconds : without;

    private static double Share(TimeSpan busy, TimeSpan span) => span > TimeSpan.Zero ? Math.Clamp(busy / span, 0, 1) : 0;
}
