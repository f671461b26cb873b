using System.Diagnostics;
using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Actors.View;

namespace Actors;

/// <summary>All that a pipeline counts. Read it at any time; <see cref="RunSummary"/> makes sense of it.</summary>
public sealed class PipelineMeter
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Creates the meters of a pipeline.</summary>
    public PipelineMeter(IEnumerable<string> cameras, int preprocessors)
    {
        Cameras = [.. cameras.Select(camera => new CameraMeter(camera))];
        Preprocessors = preprocessors;
    }

    /// <summary>Threads that the preprocessors share, from HOCON; no more of them can be at work at once.</summary>
    public int PrepareThreads { get; init; } = int.MaxValue;

    /// <summary>Threads that the renderers share, likewise.</summary>
    public int DrawThreads { get; init; } = int.MaxValue;

    /// <summary>The cameras.</summary>
    public IReadOnlyList<CameraMeter> Cameras { get; }

    /// <summary>How many actors share the preparing.</summary>
    public int Preprocessors { get; }

    /// <summary>Preparing model inputs.</summary>
    public BusyMeter Preparing { get; } = new();

    /// <summary>The devices, once the pool has been made.</summary>
    public IReadOnlyList<DeviceMeter> Devices { get; internal set; } = [];

    /// <summary>Drawing.</summary>
    public BusyMeter Drawing { get; } = new();

    /// <summary>The outputs, once they have been made.</summary>
    public IReadOnlyList<SinkMeter> Outputs { get; internal set; } = [];

    /// <summary>Since the pipeline was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);
}
