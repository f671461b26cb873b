namespace Actors.Tests;

/// <summary>Time that passes, and whose timers fire, when a test says so.</summary>
internal sealed class ManualTime : TimeProvider, IDisposable
{
    // Events of files come from the kernel, when they come.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _set = new(0);
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until a timer is set.</summary>
    public async Task TimerIsSetAsync()
    {
        while (!AnyIsSet())
        {
            Assert.True(await _set.WaitAsync(Patience), "Nothing has set a timer.");
        }
    }

    /// <summary>Lets time pass. A timer that is due fires once, however often it was.</summary>
    public void Pass(int milliseconds)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _now += TimeSpan.FromMilliseconds(milliseconds);
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            due.ForEach(timer => timer.Due = timer.Period is { } period ? _now + period : null);
        }

        due.ForEach(timer => timer.Fire());
    }

    public void Dispose() => _set.Dispose();

    private bool AnyIsSet()
    {
        lock (_gate)
        {
            return _timers.Any(timer => timer.Due is not null);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan? Period { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                Period = period > TimeSpan.Zero ? period : null;
                if (Due is not null)
                {
                    time._set.Release();
                }
            }

            return true;
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
