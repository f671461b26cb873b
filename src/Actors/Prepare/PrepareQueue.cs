using Actors.Route;

namespace Actors.Prepare;

/// <summary>What frames waited for a preprocessor and what preparing them took, counted; and how many preprocessors that asks for.</summary>
/// <remarks>Written by the preprocessors and whoever sends them frames, sized by their router: thread-safe, but for <see cref="ChangeFrom"/>.</remarks>
/// <param name="time">Tells when a window is over.</param>
internal sealed class PrepareQueue(TimeProvider time)
{
    // Long enough for a mean, short enough that a heavier stream is met before anybody notices.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    private readonly PoolSizing _sizing = new();
    private PreparePool.UseBounds? _bounds;
    private PreparePool.UseBounds? _boundsInUse;
    private QueueMeter? _waiting;
    private long _waited;
    private long _worked;
    private long _windowStart = time.GetTimestamp();
    private long _waitedBefore;
    private long _workedBefore;

    /// <summary>How many preprocessors there may be; null while nobody has said.</summary>
    public PreparePool.UseBounds? Bounds
    {
        get => Volatile.Read(ref _bounds);
        set => Volatile.Write(ref _bounds, value);
    }

    /// <summary>Where the frames that wait are counted.</summary>
    public QueueMeter? Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }

    /// <summary>Whether it is time to ask <see cref="ChangeFrom"/>.</summary>
    public bool IsSizingDue =>
        Bounds is { } bounds && (bounds != Volatile.Read(ref _boundsInUse) || time.GetElapsedTime(Interlocked.Read(ref _windowStart)) >= Window);

    /// <summary>Counts a frame.</summary>
    /// <param name="waited">From when it was sent to when a preprocessor took it.</param>
    /// <param name="worked">Preparing it.</param>
    public void Count(TimeSpan waited, TimeSpan worked)
    {
        Interlocked.Add(ref _waited, waited.Ticks);
        Interlocked.Add(ref _worked, worked.Ticks);
    }

    /// <summary>How many preprocessors there should be more, or fewer, than there are; a new window begins.</summary>
    public int ChangeFrom(int current)
    {
        if (Bounds is not { } bounds)
        {
            return 0;
        }

        Volatile.Write(ref _boundsInUse, bounds);
        return Math.Clamp(Wanted(current), bounds.Least, Math.Max(bounds.Least, bounds.Most)) - current;
    }

    private int Wanted(int current)
    {
        var now = time.GetTimestamp();
        var window = time.GetElapsedTime(_windowStart, now);
        if (window < Window)
        {
            return current;
        }

        var (waited, worked) = (Interlocked.Read(ref _waited), Interlocked.Read(ref _worked));
        var wanted = _sizing.Next(current, (double)(waited - _waitedBefore) / window.Ticks, (double)(worked - _workedBefore) / window.Ticks);
        (_waitedBefore, _workedBefore) = (waited, worked);
        Interlocked.Exchange(ref _windowStart, now);
        return wanted;
    }
}
