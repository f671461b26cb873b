using System.Collections.Immutable;
using System.Diagnostics;
using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Configuration;

namespace Actors;

/// <summary>All that a pipeline counts. Read it at any time with <see cref="PipelineReading"/>; <see cref="RunSummary"/> makes sense of it.</summary>
/// <remarks>Cameras, devices and outputs that have gone stay in it, with what they did.</remarks>
public sealed class PipelineMeter
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeProvider? _time;
    private Warmth _warm = new(Stopwatch.GetTimestamp(), ProcessorTime.OfThisProgram, null);
    private ImmutableList<CameraMeter> _cameras;
    private ImmutableList<DeviceMeter> _devices = [];
    private ImmutableList<SinkMeter> _outputs = [];

    // As it was when it became warm. A class, so that readers on other threads see all of it or none.
    private sealed record Warmth(long Since, TimeSpan ProcessorTime, FrameCost.Reading? Used);

    /// <summary>Creates the meters of a pipeline.</summary>
    /// <param name="cameras">Its cameras' names.</param>
    /// <param name="time">By which it is told how long ago a camera gave its last frame; null for the machine's.</param>
    public PipelineMeter(IEnumerable<string> cameras, TimeProvider? time = null)
    {
        _time = time;
        _cameras = [.. cameras.Select(camera => new CameraMeter(camera, time))];
    }

    /// <summary>Creates the meters of a pipeline that is to run in an actor system.</summary>
    /// <param name="settings">The pipeline.</param>
    /// <param name="hocon">The actor system's configuration, which says how many frames can be prepared and drawn at once.</param>
    public static PipelineMeter Of(PipelineSettings settings, Config hocon) => new(settings.Cameras.Select(camera => camera.Name))
    {
        PrepareThreads = ReferenceHocon.ThreadsOf(hocon, "prepare-dispatcher"),
        DrawThreads = ReferenceHocon.ThreadsOf(hocon, "render-dispatcher"),
    };

    /// <summary>Threads that the preprocessors share, from HOCON; no more of them can be at work at once.</summary>
    public int PrepareThreads { get; init; } = int.MaxValue;

    /// <summary>Threads that the renderers share, likewise.</summary>
    public int DrawThreads { get; init; } = int.MaxValue;

    /// <summary>The cameras.</summary>
    public IReadOnlyList<CameraMeter> Cameras => _cameras;

    /// <summary>Preparing model inputs.</summary>
    public BusyMeter Preparing { get; } = new();

    /// <summary>Frames that wait for a preprocessor.</summary>
    public QueueMeter WaitingForPreprocessor { get; } = new();

    /// <summary>Frames that wait for a device.</summary>
    public QueueMeter WaitingForDevice { get; } = new();

    /// <summary>The devices, as they joined the pool.</summary>
    public IReadOnlyList<DeviceMeter> Devices => _devices;

    /// <summary>Drawing.</summary>
    public BusyMeter Drawing { get; } = new();

    /// <summary>Every result, for whoever listens.</summary>
    public ResultFeed Results { get; } = new();

    /// <summary>The outputs, as they were made.</summary>
    public IReadOnlyList<SinkMeter> Outputs => _outputs;

    /// <summary>The share of the processor's time, 0 to 1 of all cores, that this program has taken since it was warm, with those that it has started.</summary>
    public double ProcessorShare
    {
        get
        {
            var warm = _warm;
            return (ProcessorTime.OfThisProgram - warm.ProcessorTime) / (Stopwatch.GetElapsedTime(warm.Since) * Environment.ProcessorCount);
        }
    }

    /// <summary>The processor's time and energy.</summary>
    public EnergyMeter Energy { get; init; } = new();

    /// <summary>What a frame has taken since the program was warm; null before any came out.</summary>
    public FrameCost? Cost => _warm.Used is { } before ? FrameCost.Between(before, FrameCost.Reading.Of(this)) : null;

    /// <summary>Since the pipeline was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>From now on the processor's time counts: what the program has taken before, to start, to load models and to compile, is not the frames'.</summary>
    internal void MarkWarm() => _warm = new Warmth(Stopwatch.GetTimestamp(), ProcessorTime.OfThisProgram, FrameCost.Reading.Of(this));

    /// <summary>Where a camera of this name is counted, from its start or again.</summary>
    internal CameraMeter CameraOf(string name) =>
        _cameras.Find(camera => camera.Camera == name) ?? Added(ref _cameras, new CameraMeter(name, _time));

    /// <summary>Where a further output is counted. Several, one for each camera, can have the same description.</summary>
    internal SinkMeter NewOutput(string sink) => Added(ref _outputs, new SinkMeter(sink));

    /// <summary>Counts a device in, unless it is already.</summary>
    internal void Add(DeviceMeter device)
    {
        if (!_devices.Contains(device))
        {
            Added(ref _devices, device);
        }
    }

    // Written by the pipeline's actor alone; readers see the list of before or of after.
    private static T Added<T>(ref ImmutableList<T> list, T item)
    {
        list = list.Add(item);
        return item;
    }
}
