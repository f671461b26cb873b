using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Actors.Tests;

/// <summary>Time that passes when a test says so. Unlike its base it does not let the monotonic clock run on.</summary>
public sealed class VirtualTime : TestScheduler, IScheduler
{
    private readonly DateTimeOffset _start;

    public VirtualTime(Config config, ILoggingAdapter log)
        : base(config, log) => _start = Now;

    TimeSpan ITimeProvider.MonotonicClock => Now - _start;

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start;
}
