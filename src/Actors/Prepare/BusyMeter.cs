using System.Diagnostics;

namespace Actors.Prepare;

/// <summary>How long a stage was at work. Written by its actors, read from anywhere.</summary>
public sealed class BusyMeter
{
    private long _count;
    private long _ticks;
    private int _workers;
    private int _mostWorkers;

    /// <summary>Frames worked on.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Actors that share the work at present, where they count themselves.</summary>
    public int Workers => Volatile.Read(ref _workers);

    /// <summary>As many as there were at once at most: what there was when all have stopped.</summary>
    public int MostWorkers => Volatile.Read(ref _mostWorkers);

    /// <summary>Time spent on them, of all the stage's actors together.</summary>
    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks));

    /// <summary>Counts an actor in (1) or out (-1).</summary>
    internal void CountWorker(int change)
    {
        var workers = Interlocked.Add(ref _workers, change);
        for (var most = MostWorkers; workers > most; most = MostWorkers)
        {
            Interlocked.CompareExchange(ref _mostWorkers, workers, most);
        }
    }

    /// <summary>Adds work that began at a <see cref="Stopwatch"/> timestamp and ends now.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan AddSince(long start)
    {
        var ticks = Stopwatch.GetTimestamp() - start;
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, ticks);
        return Stopwatch.GetElapsedTime(0, ticks);
    }
}
