using Actors.Host.Soak;

namespace Actors.Tests.Host.Soak;

public class GrowthTests
{
    private const long MiB = 1 << 20;
    private static readonly Sample Rest = With(descriptors: 100) with { Heap = 10 * MiB };

    [Fact]
    public void What_stays_flat_is_flat()
    {
        var growths = Growth.Of([.. Enumerable.Range(0, 100).Select(i => With(100 + i % 7))], Rest, Rest);

        Assert.All(growths, growth => Assert.True(growth.IsFlat, growth.What));
        Assert.Equal((103, 103), (Of(growths, "file descriptors").FirstQuarter, Of(growths, "file descriptors").LastQuarter));
    }

    [Fact]
    public void What_grows_while_it_runs_is_told_though_it_is_given_back_at_rest()
    {
        var growth = Of(Growth.Of([.. Enumerable.Range(0, 100).Select(i => With(100 + i))], Rest, Rest), "file descriptors");

        Assert.Equal((112, 187, 8), (growth.FirstQuarter, growth.LastQuarter, growth.Allowed));
        Assert.False(growth.IsFlat);
    }

    [Fact]
    public void What_is_not_given_back_at_rest_is_told()
    {
        var growths = Growth.Of([With(100)], Rest, Rest with { Heap = 16 * MiB });

        Assert.False(Of(growths, "managed heap").IsFlat);
        Assert.Null(Of(growths, "managed heap").LastQuarter);
        Assert.True(Of(growths, "file descriptors").IsFlat);
    }

    [Fact]
    public void A_moment_is_no_growth()
    {
        var samples = Enumerable.Range(0, 100).Select(i => With(i == 90 ? 1000 : 100)).ToList();

        Assert.True(Of(Growth.Of(samples, Rest, Rest), "file descriptors").IsFlat);
    }

    [Fact]
    public void Without_device_hosts_there_is_nothing_to_tell_of_them_but_that()
    {
        var growths = Growth.Of([With(100)], Rest, Rest);

        Assert.Equal(0, Of(growths, "device hosts").LastQuarter);
        Assert.DoesNotContain(growths, growth => growth.What.EndsWith("a host", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_device_hosts_the_mean_is_told()
    {
        var rest = Rest with { Hosts = [new ProcessFigures(40 * MiB, 10, 60, 0, 0), new ProcessFigures(60 * MiB, 12, 60, 0, 0)] };

        var growth = Of(Growth.Of([rest], rest, rest), "resident, a host");

        Assert.Equal((50, 50, 50), (growth.FirstQuarter, growth.RestBefore, growth.RestAfter));
    }

    private static Growth Of(IReadOnlyList<Growth> growths, string what) => Assert.Single(growths, growth => growth.What == what);

    private static Sample With(int descriptors) => new(new ProcessFigures(100 * MiB, 30, descriptors, 0, 0), [], 0, null);
}
