using Actors.Host;
using Actors.Host.Bench;

namespace Actors.Tests.Host;

public class StatisticsTests
{
    [Theory]
    [InlineData(new double[0], 0, 0, 0)]
    [InlineData(new[] { 4.0 }, 4, 4, 4)]
    [InlineData(new[] { 9.0, 1, 2 }, 2, 1, 9)]
    [InlineData(new[] { 9.0, 1, 2, 4 }, 3, 1, 9)]
    public void Half_of_what_was_measured_is_below_the_median(double[] measured, double median, double lowest, double highest) =>
        Assert.Equal(new Statistics(median, lowest, highest), Statistics.Of(measured));

    [Theory]
    [InlineData(30.0, 100, 200, 30, "camera")]
    [InlineData(null, 100, 200, 100, "devices")]
    [InlineData(300.0, 100, 50, 50, "cores")]
    public void The_rate_that_cannot_be_exceeded_is_the_least_of_three(double? cameras, double devices, double cores, double rate, string limit)
    {
        var theory = new Theory(cameras, devices, cores);

        Assert.Equal(rate, theory.Rate);
        Assert.Equal(limit, theory.Limit);
    }
}
