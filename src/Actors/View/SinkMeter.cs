using Actors.Prepare;

namespace Actors.View;

/// <summary>What one output took and missed, counted.</summary>
public sealed class SinkMeter
{
    private long _missed;

    /// <summary>Creates a meter at zero.</summary>
    public SinkMeter(string sink) => Sink = sink;

    /// <summary>The output, as the user named it.</summary>
    public string Sink { get; }

    /// <summary>Frames written, and the time that took.</summary>
    public BusyMeter Writing { get; } = new();

    /// <summary>Frames it did not get: it was too slow for a live camera, or broken.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>How often this run has opened it: what it wrote before is not to be overwritten.</summary>
    internal int Openings { get; set; }

    internal void CountMissed() => Interlocked.Increment(ref _missed);
}
