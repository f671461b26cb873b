using Actors.Route;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

public class ReopenDelayTests
{
    private static readonly PoolSettings Settings = new()
    {
        Devices = [],
        FallsBackToCpu = false,
        Credits = 2,
        MaxAttempts = 3,
        Deadline = new DeadlineSettings(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)),
        DegradedFactor = 1.5,
        DevicePoll = TimeSpan.FromMilliseconds(500),
        Power = new PowerSettings(PowerMode.Performance, TimeSpan.FromMilliseconds(50)),
        ReopenDelay = TimeSpan.FromMilliseconds(500),
        ReopenDelayLimit = TimeSpan.FromSeconds(30),
    };

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(6, 16)]
    [InlineData(7, 30)]
    [InlineData(8, 30)]
    [InlineData(1000, 30)]
    [InlineData(int.MaxValue, 30)]
    public void The_wait_doubles_with_each_failure_in_a_row_up_to_the_limit(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), TpuWorker.ReopenDelay(Settings, failures));

    [Fact]
    public void A_long_first_wait_does_not_overflow() =>
        Assert.Equal(
            TimeSpan.FromDays(2),
            TpuWorker.ReopenDelay(Settings with { ReopenDelay = TimeSpan.FromDays(1), ReopenDelayLimit = TimeSpan.FromDays(2) }, 1000));
}
