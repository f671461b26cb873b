using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

public class ObjectiveTests
{
    private static readonly Objective Files = new(LatencyCounts: false);
    private static readonly Objective Live = new(LatencyCounts: true);

    [Fact]
    public void Of_files_the_most_frames_count_whatever_the_latency()
    {
        var (slow, fast) = (Of(1, (90, 5)), Of(2, (100, 50)));

        Assert.Same(fast, Files.Strongest([slow, fast]));
        Assert.Equal([fast], Files.AsGoodAsTheBest([slow, fast]));
    }

    [Fact]
    public void Of_live_cameras_the_latency_counts_among_those_that_give_as_many_frames()
    {
        var (few, late, prompt) = (Of(1, (90, 1)), Of(2, (100, 50)), Of(3, (99.5, 5)));

        Assert.Same(prompt, Live.Strongest([few, late, prompt]));
        Assert.Equal([prompt], Live.AsGoodAsTheBest([few, late, prompt]));
    }

    [Theory]
    [InlineData(0.0, 1.005, true)]
    [InlineData(0.0, 1.015, false)]
    [InlineData(0.03, 1.015, true)]
    [InlineData(0.3, 1.03, false)]
    public void Rates_that_differ_by_less_than_readings_do_are_the_same_but_never_more_than_two_percent(double noise, double better, bool same)
    {
        var usual = Of(1, Noisy(100, noise));
        var other = Of(2, Noisy(100 * better, noise));

        Assert.Equal(same, Files.AsGoodAsTheBest([usual, other]).Contains(usual));
    }

    [Fact]
    public void One_good_reading_keeps_a_contender_in_a_race()
    {
        var (disturbed, behind, best) = (Of(1, (60, 5), (99, 5)), Of(2, (90, 5), (91, 5)), Of(3, (100, 5), (100, 5)));

        Assert.Equal([disturbed, best], Files.WithoutThoseBehind([disturbed, behind, best], margin: 0.03));
    }

    [Fact]
    public void In_a_race_of_live_cameras_a_latency_above_that_of_another_as_fast_leaves_it()
    {
        var (late, prompt, few, disturbed) = (Of(1, (100, 50), (100, 40)), Of(2, (100, 10), (100, 10)), Of(3, (98, 2), (98, 2)), Of(4, (100, 90)));

        Assert.Equal([prompt, few, disturbed], Live.WithoutThoseBehind([late, prompt, few, disturbed], margin: 0.03));
    }

    private static (double, double)[] Noisy(double rate, double noise) => [(rate, 5), (rate * (1 - noise), 5), (rate * (1 + noise), 5)];

    private static Contender Of(int credits, params (double Rate, double P99Ms)[] readings)
    {
        var contender = new Contender(new Candidate(1, credits, null, null));
        foreach (var (rate, p99) in readings)
        {
            contender.Add(new Reading(rate, p99, 1, 0.5));
        }

        return contender;
    }
}
