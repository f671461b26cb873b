using System.Diagnostics;
using Actors.View;

namespace Actors.Tests.View;

public class FrameRateTests
{
    private readonly FrameRate _rate = new();
    private double _seconds = 1;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(500)]
    public void A_steady_camera_has_its_rate_from_the_second_frame_on(double rate)
    {
        Assert.Equal(0, Next(after: 0));

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(rate, Next(after: 1 / rate), rate * 0.01);
        }
    }

    [Fact]
    public void A_camera_that_slows_down_is_followed_within_some_seconds()
    {
        for (var i = 0; i < 100; i++)
        {
            Next(after: 0.01);
        }

        for (var i = 0; i < 50; i++)
        {
            Next(after: 0.1);
        }

        Assert.Equal(10, Next(after: 0.1), 1.0);
    }

    [Fact]
    public void Frames_that_come_in_pairs_count_as_what_they_are()
    {
        var rates = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            rates.Add(Next(after: i % 2 == 0 ? 0 : 2 / 30.0));
        }

        Assert.InRange(rates.TakeLast(20).Average(), 29, 31);
    }

    private double Next(double after)
    {
        _seconds += after;
        return _rate.Next((long)(_seconds * Stopwatch.Frequency));
    }
}
