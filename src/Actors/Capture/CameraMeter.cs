using System.Diagnostics;
using Actors.Truth;

namespace Actors.Capture;

/// <summary>What one camera's frames went through, counted. Written by the camera's stages, read from anywhere.</summary>
public sealed class CameraMeter
{
    private readonly long[] _drops = new long[Enum.GetValues<DropCause>().Length];
    private readonly LatencyHistogram _latency = new();
    private readonly TimeProvider _time;
    private int _inFlight;
    private long _captured;
    private long _lastCaptured;
    private long _rendered;
    private long _reading;
    private long _firstRendered;
    private long _lastRendered;
    private volatile Tally? _found;
    private volatile string? _notCompared;

    /// <summary>Creates a meter at zero.</summary>
    public CameraMeter(string camera, TimeProvider? time = null)
    {
        Camera = camera;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The camera's name.</summary>
    public string Camera { get; }

    /// <summary>Frames that are on their way.</summary>
    public int InFlight
    {
        get => Volatile.Read(ref _inFlight);
        internal set => Volatile.Write(ref _inFlight, value);
    }

    /// <summary>Frames read from the source.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    /// <summary>How long ago the last of them was; null before the first.</summary>
    public TimeSpan? SinceCaptured => Captured > 0 ? _time.GetElapsedTime(Interlocked.Read(ref _lastCaptured)) : null;

    /// <summary>Frames that came out at the end.</summary>
    public long Rendered => Interlocked.Read(ref _rendered);

    /// <summary>Time spent reading and decoding, waits for the camera included, waits for a free buffer not.</summary>
    public TimeSpan Reading => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _reading));

    /// <summary>Frames that came out per second, first to last.</summary>
    public double Rate
    {
        get
        {
            var span = Stopwatch.GetElapsedTime(Interlocked.Read(ref _firstRendered), Interlocked.Read(ref _lastRendered));
            return Rendered > 1 && span > TimeSpan.Zero ? (Rendered - 1) / span.TotalSeconds : 0;
        }
    }

    /// <summary>What came of the frames of which was known what is in them; null where there were none, or none that could be compared.</summary>
    public Tally? Found => _found;

    /// <summary>What <see cref="Found"/> leaves out of what is known to be in the frames, in a sentence; null where it leaves out nothing.</summary>
    public string? NotCompared => _notCompared;

    /// <summary>Frames dropped for one cause.</summary>
    public long Drops(DropCause cause) => Interlocked.Read(ref _drops[(int)cause]);

    /// <summary>Capture to result in milliseconds, at a percentile from 0 to 100.</summary>
    public double LatencyMs(double percentile) => _latency.PercentileMs(percentile);

    /// <summary>The same of the last few hundred frames alone, for each of some percentiles.</summary>
    public IReadOnlyList<double> RecentLatencyMs(params IReadOnlyList<double> percentiles) => _latency.RecentMs(percentiles);

    internal void CountCaptured(long readingTicks)
    {
        Interlocked.Exchange(ref _lastCaptured, _time.GetTimestamp());
        Interlocked.Increment(ref _captured);
        Interlocked.Add(ref _reading, readingTicks);
    }

    internal void CountDrop(DropCause cause) => Interlocked.Increment(ref _drops[(int)cause]);

    /// <summary>Counts a frame of which is known what is in it; by one thread at a time.</summary>
    /// <param name="found">What was found; null where that cannot be compared.</param>
    /// <param name="notCompared">What is left out, in a sentence.</param>
    internal void CountFound(Tally? found, string? notCompared)
    {
        _notCompared = notCompared;
        if (found is not null)
        {
            _found = (_found ?? Tally.None).Plus(found);
        }
    }

    internal void CountRendered(TimeSpan latency)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.CompareExchange(ref _firstRendered, now, 0);
        Interlocked.Exchange(ref _lastRendered, now);
        Interlocked.Increment(ref _rendered);
        _latency.Add(latency);
    }
}
