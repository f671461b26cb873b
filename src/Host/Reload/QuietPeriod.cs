namespace Actors.Host.Reload;

/// <summary>Acts once when nothing has stirred for a while, however often something did before.</summary>
internal sealed class QuietPeriod : IDisposable
{
    private readonly TimeSpan _length;
    private readonly ITimer _timer;

    /// <summary>Creates it, at rest.</summary>
    /// <param name="length">How long it must be quiet.</param>
    /// <param name="time">The clock.</param>
    /// <param name="then">What to do then; on a thread of the pool.</param>
    public QuietPeriod(TimeSpan length, TimeProvider time, Action then)
    {
        _length = length;
        _timer = time.CreateTimer(_ => then(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something stirs: the period begins anew.</summary>
    public void Stir() => _timer.Change(_length, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
