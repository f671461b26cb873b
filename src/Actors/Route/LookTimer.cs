namespace Actors.Route;

/// <summary>When the dealer looks for what is overdue: often, now and then, or never.</summary>
/// <remarks>Not Akka's timers, whose scheduler would have to wake a hundred times a second even while there is nothing to look for.</remarks>
internal sealed class LookTimer : IDisposable
{
    /// <summary>Between two looks while frames are on their way: an overrun is noticed at most this much late, and looking costs a few microseconds.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);

    /// <summary>While none are, of a pool that saves power.</summary>
    public static readonly TimeSpan NowAndThen = TimeSpan.FromMilliseconds(250);

    /// <summary>Otherwise.</summary>
    public static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ITimer _timer;
    private TimeSpan _interval = Never;

    /// <summary>Creates one that is not running.</summary>
    /// <param name="time">Whose timers.</param>
    /// <param name="look">What to do, on any thread.</param>
    public LookTimer(TimeProvider time, Action look) => _timer = time.CreateTimer(_ => look(), null, Never, Never);

    /// <summary>Looks come in this interval from now on.</summary>
    /// <param name="interval">One of the three.</param>
    /// <param name="afterLook">Whether a look has just been had. Only then do they become rarer: frames that come and go between two of them would put the next one off for ever.</param>
    public void Use(TimeSpan interval, bool afterLook)
    {
        if (interval != _interval && (afterLook || _interval == Never || interval == Often))
        {
            _interval = interval;
            _timer.Change(interval, interval);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
