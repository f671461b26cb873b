using System.Diagnostics.Metrics;
using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Tpu;
using Actors.View;

namespace Actors.Host.Web;

/// <summary>The pipeline's figures as instruments; docs/metrics.md lists them.</summary>
/// <remarks>
/// All but one are read from the pipeline's own meters when somebody asks. Latencies are recorded frame by frame, since a
/// histogram cannot be asked for afterwards; that costs less than a microsecond a frame.
/// </remarks>
internal sealed class PipelineInstruments : IDisposable
{
    /// <summary>What the meter is called.</summary>
    public const string MeterName = "Actors";

    /// <summary>What the latency histogram is called.</summary>
    public const string FrameLatency = "actors.frame.latency";

    private static readonly DropCause[] Causes = Enum.GetValues<DropCause>();
    private static readonly int[] Percentiles = [50, 99];
    private static readonly DeviceState[] States = [.. Enum.GetValues<DeviceState>().Where(state => state != DeviceState.Retired)];

    private readonly ObservedPipeline _pipeline;
    private readonly Meter _meter;
    private readonly Histogram<double> _latency;
    private readonly IDisposable _listening;

    // What was busy when it was last asked for, so that shares are of the time between.
    private readonly Lock _gate = new();
    private PipelineReading _before;
    private PipelineReading _now;

    /// <summary>Makes them.</summary>
    public PipelineInstruments(ObservedPipeline pipeline, IMeterFactory meters)
    {
        _pipeline = pipeline;
        _before = _now = PipelineReading.Of(pipeline.Meter);
        _meter = meters.Create(MeterName);
        _latency = _meter.CreateHistogram<double>(FrameLatency, "s", "What a frame took, by stage: prepare, wait (for a device), infer, total (capture to result).");
        _listening = pipeline.Meter.Results.Listen(Record);
        CountFrames();
        CountDevices();
        MeasureStages();
    }

    public void Dispose()
    {
        _listening.Dispose();
        _meter.Dispose();
    }

    private PipelineMeter Meters => _pipeline.Meter;

    private IEnumerable<DeviceMeter> Devices => Meters.Devices.Where(device => device.State != DeviceState.Retired);

    private void CountFrames()
    {
        _meter.CreateObservableCounter("actors.frames", () =>
            from camera in Meters.Cameras
            from outcome in new[] { ("captured", camera.Captured), ("rendered", camera.Rendered), ("dropped", Causes.Sum(camera.Drops)) }
            select new Measurement<long>(outcome.Item2, new("camera", camera.Camera), new("outcome", outcome.Item1)), "{frame}", "Frames by what became of them.");
        _meter.CreateObservableCounter("actors.frames.dropped", () =>
            from camera in Meters.Cameras
            from cause in Causes
            select new Measurement<long>(camera.Drops(cause), new("camera", camera.Camera), new("cause", ConfigNames.Name(cause))), "{frame}", "Frames that did not come out, by cause.");
        _meter.CreateObservableCounter("actors.output.frames", () =>
            from output in Outputs()
            select new Measurement<long>(output.Writing, new KeyValuePair<string, object?>("output", output.Name)), "{frame}", "Frames written; of viewers, pictures encoded.");
        _meter.CreateObservableCounter("actors.output.missed", () =>
            from output in Outputs()
            select new Measurement<long>(output.Missed, new KeyValuePair<string, object?>("output", output.Name)), "{frame}", "Frames that an output did not get.");
    }

    private void CountDevices()
    {
        _meter.CreateObservableGauge("actors.device.state", () =>
            from device in Devices
            from state in States
            select new Measurement<int>(device.State == state ? 1 : 0, new("device", device.Device), new("state", ConfigNames.Name(state))), description: "1 for the state that a device is in, 0 for the others.");
        Device("actors.device.frames", "{frame}", "Frames that a device answered.", device => device.Frames);
        Device("actors.device.restarts", "{restart}", "How often a device failed and was begun anew.", device => device.Faults);
        Device("actors.device.quarantines", "{quarantine}", "How often a device did not answer in time.", device => device.Quarantines);
        Device("actors.device.taken_back", "{frame}", "Frames that were taken from a device and given to another.", device => device.TakenBack);
        _meter.CreateObservableCounter("actors.device.busy", () =>
            from device in Devices
            select new Measurement<double>(device.Busy.TotalSeconds, new KeyValuePair<string, object?>("device", device.Device)), "s", "Time that a device was at work.");
        _meter.CreateObservableGauge("actors.device.leases", () =>
            from device in Devices
            select new Measurement<int>(device.Leases, new KeyValuePair<string, object?>("device", device.Device)), "{frame}", "Frames that a device holds.");
        _meter.CreateObservableGauge("actors.device.service_time", () =>
            from device in Devices
            from percentile in Percentiles
            select new Measurement<double>(device.RecentServiceMs(percentile)[0] / 1000, new("device", device.Device), new("percentile", percentile)), "s", "What a device takes over a frame, of its last 512.");

        void Device(string name, string unit, string description, Func<DeviceMeter, long> value) => _meter.CreateObservableCounter(name, () =>
            from device in Devices
            select new Measurement<long>(value(device), new KeyValuePair<string, object?>("device", device.Device)), unit, description);
    }

    private void MeasureStages()
    {
        _meter.CreateObservableGauge("actors.stage.busy", () =>
            from stage in Attribution.Of(SinceBefore()).Stages
            select new Measurement<double>(stage.Busy, new KeyValuePair<string, object?>("stage", SourceUri.Masked(stage.Name))), "1", "The share of its time that a stage was at work, since it was asked for before.");
        _meter.CreateObservableGauge("actors.frames.in_flight", () =>
            from camera in Meters.Cameras
            select new Measurement<long>(camera.InFlight, new KeyValuePair<string, object?>("camera", camera.Camera)), "{frame}", "Frames on their way: buffers in use.");
        _meter.CreateObservableGauge("actors.frames.waiting", () => new Measurement<int>[]
        {
            new(Meters.WaitingForPreprocessor.Length, new KeyValuePair<string, object?>("queue", "prepare")),
            new(Meters.WaitingForDevice.Length, new KeyValuePair<string, object?>("queue", "device")),
        }, "{frame}", "Frames that wait: for a preprocessor, for a device.");
        _meter.CreateObservableGauge("actors.preprocessors", () => Meters.Preparing.Workers, "{worker}", "Preprocessors at present.");
        _meter.CreateObservableCounter("actors.processor.time", () => Meters.Energy.Read().Cpu.TotalSeconds, "s", "The processor's time that the program took, with those that it has started.");
    }

    private IEnumerable<(string Name, long Writing, long Missed)> Outputs() =>
        Meters.Outputs.GroupBy(output => SourceUri.Masked(output.Sink)).Select(same => (same.Key, same.Sum(output => output.Writing.Count), same.Sum(output => output.Missed)));

    private PipelineReading SinceBefore()
    {
        lock (_gate)
        {
            (_before, _now) = (_now, PipelineReading.Of(Meters));
            return _now.Since(_before);
        }
    }

    // On a renderer's thread.
    private void Record(FrameResult result)
    {
        var camera = new KeyValuePair<string, object?>("camera", result.Frame.Camera);
        _latency.Record(result.Latency.PrepareMs / 1000, camera, Prepare);
        _latency.Record(result.Latency.WaitMs / 1000, camera, Wait);
        _latency.Record(result.Latency.InferMs / 1000, camera, Infer);
        _latency.Record(result.Latency.TotalMs / 1000, camera, Total);
    }

    private static readonly KeyValuePair<string, object?> Prepare = new("stage", "prepare");
    private static readonly KeyValuePair<string, object?> Wait = new("stage", "wait");
    private static readonly KeyValuePair<string, object?> Infer = new("stage", "infer");
    private static readonly KeyValuePair<string, object?> Total = new("stage", "total");
}
