using Actors.Prepare;

namespace Actors.Tests.Prepare;

public class PoolSizingTests
{
    private readonly PoolSizing _sizing = new();

    [Fact]
    public void One_more_is_needed_where_half_a_frame_waits_on_average() => Assert.Equal(3, _sizing.Next(2, waiting: 0.5, working: 1.9));

    [Fact]
    public void Busy_preprocessors_are_enough_while_hardly_a_frame_waits() => Assert.All(Windows(20), _ => Assert.Equal(2, _sizing.Next(2, waiting: 0.2, working: 1.9)));

    [Fact]
    public void One_is_too_many_when_the_others_have_long_had_time_to_spare()
    {
        Assert.All(Windows(7), _ => Assert.Equal(3, _sizing.Next(3, waiting: 0, working: 1)));
        Assert.Equal(2, _sizing.Next(3, waiting: 0, working: 1));
    }

    [Fact]
    public void After_one_has_gone_it_takes_as_long_again()
    {
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 2], Windows(8).Select(_ => _sizing.Next(3, waiting: 0, working: 0)));
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 1], Windows(8).Select(_ => _sizing.Next(2, waiting: 0, working: 0)));
    }

    [Fact]
    public void A_burst_in_between_keeps_it()
    {
        Assert.All(Windows(7), _ => _sizing.Next(3, waiting: 0, working: 1));
        Assert.Equal(3, _sizing.Next(3, waiting: 0.1, working: 1));
        Assert.All(Windows(7), _ => Assert.Equal(3, _sizing.Next(3, waiting: 0, working: 1)));
    }

    [Fact]
    public void The_last_one_stays() => Assert.All(Windows(20), _ => Assert.Equal(1, _sizing.Next(1, waiting: 0, working: 0.01)));

    // A load that needs so many, of which the others then wait: M/M/n has no frame waiting for long below, and many above.
    [Theory]
    [InlineData(0.4)]
    [InlineData(1.7)]
    [InlineData(3.2)]
    [InlineData(6.9)]
    public void A_steady_load_is_met_and_then_left_alone(double load)
    {
        var current = 1;
        var sizes = Windows(200).Select(_ => current = _sizing.Next(current, load >= current ? 1 : 0, Math.Min(load, current))).ToList();

        Assert.True(current > load);
        Assert.Single(sizes.TakeLast(100).Distinct());
    }

    private static IEnumerable<int> Windows(int count) => Enumerable.Range(0, count);
}
