using Actors.Route;

namespace Actors.Tests.Route;

public class ServiceTimesTests
{
    private static readonly DeadlineSettings Deadline = new(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private readonly ServiceTimes _times = new();

    [Fact]
    public void Before_the_first_frame_nothing_is_known_and_the_deadline_is_the_ceiling()
    {
        Assert.Equal((0, 0, 0, 1), (_times.Mean, _times.Percentile99, _times.Baseline, _times.Drift));
        Assert.Equal(Deadline.Ceiling, _times.Deadline(Deadline));
    }

    [Fact]
    public void The_percentile_of_few_frames_is_the_longest_of_them()
    {
        Add(5, 30, 10);

        Assert.Equal(0.030, _times.Percentile99, 1e-9);
    }

    [Fact]
    public void One_outlier_of_a_hundred_is_not_the_percentile_but_two_are()
    {
        Add(Enumerable.Repeat(10.0, 99));
        Add(500);
        Assert.Equal(0.010, _times.Percentile99, 1e-9);

        Add(400);
        Assert.Equal(0.400, _times.Percentile99, 1e-9);
    }

    [Fact]
    public void What_is_a_hundred_frames_ago_is_forgotten()
    {
        Add(900, 900);
        Add(Enumerable.Repeat(10.0, 100));

        Assert.Equal(0.010, _times.Percentile99, 1e-9);
    }

    [Fact]
    public void The_baseline_is_the_median_of_the_first_frames_without_the_very_first()
    {
        Add(Enumerable.Repeat(300.0, 10));
        Add(Enumerable.Repeat(12.0, 20));
        Add(Enumerable.Repeat(10.0, 29));
        Assert.Equal(0, _times.Baseline);

        Add(10);
        Assert.Equal(0.010, _times.Baseline, 1e-9);

        Add(Enumerable.Repeat(50.0, 200));
        Assert.Equal(0.010, _times.Baseline, 1e-9);
    }

    [Fact]
    public void Drift_follows_a_device_that_gets_slow_and_recovers()
    {
        Add(Enumerable.Repeat(10.0, 60));
        Assert.Equal(1, _times.Drift, 1e-6);

        Add(Enumerable.Repeat(20.0, 100));
        Assert.Equal(2, _times.Drift, 0.01);

        Add(Enumerable.Repeat(10.0, 100));
        Assert.Equal(1, _times.Drift, 0.01);
    }

    [Fact]
    public void One_frame_that_took_very_long_is_no_drift()
    {
        Add(Enumerable.Repeat(10.0, 60));

        Add(500);

        Assert.Equal(1, _times.Drift);
    }

    [Fact]
    public void What_a_busy_machine_adds_to_a_very_fast_device_is_no_drift()
    {
        Add(Enumerable.Repeat(0.1, 60));

        Add(Enumerable.Repeat(0.9, 60));

        Assert.Equal(1, _times.Drift);
    }

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(20, 100)]
    [InlineData(40, 200)]
    [InlineData(1999, 9995)]
    [InlineData(3000, 10000)]
    public void The_deadline_is_a_multiple_of_the_percentile_within_its_bounds(double ms, double deadlineMs)
    {
        Add(ms);

        Assert.Equal(TimeSpan.FromMilliseconds(deadlineMs), _times.Deadline(Deadline));
    }

    [Fact]
    public void A_single_overrun_changes_nothing_and_a_device_that_has_become_slow_for_good_is_given_longer()
    {
        Add(Enumerable.Repeat(40.0, 100));

        _times.AddOverrun(TimeSpan.FromMilliseconds(200));
        Assert.Equal(TimeSpan.FromMilliseconds(200), _times.Deadline(Deadline));

        _times.AddOverrun(TimeSpan.FromMilliseconds(200));
        Assert.Equal(TimeSpan.FromMilliseconds(1000), _times.Deadline(Deadline));
        Assert.Equal(1, _times.Drift, 1e-6);
    }

    private void Add(params IEnumerable<double> milliseconds)
    {
        foreach (var ms in milliseconds)
        {
            _times.Add(TimeSpan.FromMilliseconds(ms));
        }
    }
}
