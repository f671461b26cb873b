using Akka.Actor;

namespace Actors.Tests;

/// <summary>Timers of an actor system's scheduler, so that they fire in the time of a test.</summary>
internal sealed class SchedulerTime(IScheduler scheduler) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ScheduledTimer(scheduler, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ScheduledTimer(IScheduler scheduler, Action fire) : ITimer
    {
        private ICancelable? _scheduled;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _scheduled?.Cancel();
            _scheduled = dueTime == Timeout.InfiniteTimeSpan ? null : scheduler.Advanced.ScheduleRepeatedlyCancelable(dueTime, period, fire);
            return true;
        }

        public void Dispose() => _scheduled?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
