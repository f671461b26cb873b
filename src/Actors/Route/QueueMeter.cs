namespace Actors.Route;

/// <summary>How many frames wait for somebody to take them. Thread-safe.</summary>
public sealed class QueueMeter
{
    private int _length;

    /// <summary>Frames that wait, none that is being worked on.</summary>
    public int Length
    {
        get => Volatile.Read(ref _length);
        internal set => Volatile.Write(ref _length, value);
    }

    /// <summary>Counts a frame in (1) or out (-1).</summary>
    internal void Add(int change) => Interlocked.Add(ref _length, change);
}
