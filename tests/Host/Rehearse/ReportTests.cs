using System.Diagnostics;
using Actors.Host.Rehearse;

namespace Actors.Tests.Host.Rehearse;

/// <summary>What is measured of a fault, and what is asked of it. In milliseconds, from the beginning of an act.</summary>
public class ReportTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(175);
    private static readonly RehearsalScript.Act Hang = RehearsalScript.Minute().LiveAct;

    // Whole for two seconds, a hang of three noticed after 60 ms, and whole again.
    private static readonly ActTimes Times = new(0, Ticks(2000), Ticks(2060), Ticks(5000), Ticks(5016), Ticks(1000));

    private readonly FrameLog _log = new();
    private long _sequence;

    [Fact]
    public void A_fault_that_costs_one_device_of_four_is_as_asked()
    {
        Come(0, 2000, every: 2);
        Come(2000, 5000, every: 2.7);
        Come(5000, 7000, every: 2);

        var report = Report(Times);

        Assert.Equal(500, report.Before, 1.0);
        Assert.Equal((2 / 2.7, 1), (report.During.Value!.Value, report.After.Value!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.01 && Math.Abs(a.Item2 - b.Item2) < 0.01);
        Assert.Equal((60, 16), (report.DetectedMs.Value!.Value, report.ServedAfterMs.Value!.Value));
        Assert.Equal(0, report.Lost.Value);
        Assert.True(report.Holds);
    }

    [Fact]
    public void One_that_costs_more_is_not()
    {
        Come(0, 2000, every: 2);
        Come(2000, 5000, every: 2.8);
        Come(5000, 7000, every: 2.1);

        var report = Report(Times);

        Assert.Equal((false, false, false), (report.During.Holds, report.After.Holds, report.Holds));
    }

    [Fact]
    public void One_that_is_never_noticed_is_not()
    {
        Come(0, 7000, every: 2);

        var report = Report(Times with { Detected = null, Served = null });

        Assert.Equal((false, false, false), (report.DetectedMs.Holds, report.ServedAfterMs.Holds, report.Holds));
        Assert.True(report.During.Holds);
    }

    [Fact]
    public void One_that_loses_a_frame_is_not()
    {
        Come(0, 3000, every: 2);
        _sequence++;
        Come(3000, 7000, every: 2);

        Assert.Equal((1, false), (Report(Times).Lost.Value!.Value, Report(Times).Holds));
    }

    [Fact]
    public void Of_a_live_camera_the_frames_of_the_deadline_do_not_count()
    {
        Come(0, 2000, every: 5, latency: 8);
        Come(2000, 2070, every: 5, latency: 70);
        Come(2080, 7000, every: 5, latency: 9);

        var report = LiveReport.Of(_log, Times, Deadline, dropped: 3, lost: 0);

        Assert.Equal((8, 9, 9, 70), (report.P99BeforeMs, report.P99MeanwhileMs.Value!.Value, report.P99AfterMs.Value!.Value, report.LongestMs));
        Assert.True(report.Holds);
    }

    [Fact]
    public void Of_a_live_camera_that_stays_late_it_is_told()
    {
        Come(0, 2000, every: 5, latency: 8);
        Come(2000, 7000, every: 5, latency: 30);

        Assert.False(LiveReport.Of(_log, Times, Deadline, dropped: 0, lost: 0).Holds);
    }

    private static long Ticks(double ms) => (long)(ms / 1000 * Stopwatch.Frequency);

    private FaultReport Report(ActTimes times) => FaultReport.Of(Hang, "sim:1", _log, times, Deadline, takenBack: 2, others: 0);

    private void Come(double from, double to, double every, double latency = 10)
    {
        for (var at = from; at < to; at += every)
        {
            _log.Add(new FrameLog.Entry(Ticks(at + 0.1), _sequence++, 1, latency));
        }
    }
}
