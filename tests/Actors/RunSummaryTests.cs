using System.Diagnostics;
using Actors.Capture;
using Actors.Tpu;

namespace Actors.Tests;

public class RunSummaryTests
{
    private readonly PipelineMeter _meter = new(["front", "back"]);

    [Fact]
    public void Before_anything_ran_nothing_set_the_rate()
    {
        var summary = RunSummary.Of(_meter);

        Assert.Null(summary.Attribution.Bottleneck);
        Assert.Equal("Nothing ran.", summary.Attribution.BottleneckText);
        Assert.Equal(["front", "back"], summary.Cameras.Select(camera => camera.Camera));
    }

    [Fact]
    public void Devices_that_were_at_work_all_the_time_were_busy_all_the_time()
    {
        Add(Device("sim:0", busySeconds: 100), Device("sim:1", busySeconds: 100));

        var summary = RunSummary.Of(_meter);

        Assert.Equal(1, summary.Attribution.Stages.Single(stage => stage.Name == "the 2 devices").Busy, 0.05);
        Assert.All(summary.Devices, device => Assert.Equal(1, device.Busy, 0.05));
    }

    [Fact]
    public void What_one_device_more_or_fewer_would_give_is_predicted_from_what_they_took()
    {
        // A hundred frames in which each of two devices was at work all of ten seconds, and a camera read for one.
        for (var frame = 0; frame < 100; frame++)
        {
            _meter.Cameras[0].CountRendered(TimeSpan.FromMilliseconds(1));
            _meter.Cameras[0].CountCaptured(Stopwatch.Frequency / 100);
        }

        Add(Device("sim:0", busySeconds: 10), Device("sim:1", busySeconds: 10));

        var capacity = RunSummary.Of(_meter).Attribution.Capacity!;

        Assert.Equal(0.2, capacity.Devices, 0.01);
        Assert.Equal(2, capacity.DeviceCount);
        Assert.Equal(100, capacity.Cameras, 1.0);
        Assert.Equal(1.5, capacity.WithOneMoreDevice / capacity.Bound, 1e-9);
        Assert.Equal(0.5, capacity.WithOneDeviceFewer / capacity.Bound, 1e-9);
        Assert.Matches("^Expected frames/s with one more device [0-9]+, with one device fewer [0-9]+.$", RunSummary.Of(_meter).Attribution.PredictionText);
    }

    [Fact]
    public void Before_anything_ran_nothing_is_predicted()
    {
        Assert.Null(RunSummary.Of(_meter).Attribution.Capacity);
        Assert.Equal("", RunSummary.Of(_meter).Attribution.PredictionText);
    }

    [Fact]
    public void Drops_are_told_by_their_cause()
    {
        _meter.Cameras[0].CountDrop(DropCause.Overrun);
        _meter.Cameras[0].CountDrop(DropCause.Overrun);
        _meter.Cameras[0].CountDrop(DropCause.NoDevice);

        Assert.Equal([(DropCause.Overrun, 2L), (DropCause.NoDevice, 1L)], RunSummary.Of(_meter).Cameras[0].Drops);
        Assert.Empty(RunSummary.Of(_meter).Cameras[1].Drops);
    }

    [Fact]
    public void Latencies_are_percentiles()
    {
        for (var ms = 1; ms <= 100; ms++)
        {
            _meter.Cameras[0].CountRendered(TimeSpan.FromMilliseconds(ms));
        }

        var camera = RunSummary.Of(_meter).Cameras[0];

        Assert.Equal(100, camera.Rendered);
        Assert.Equal(50, camera.P50Ms, 1.0);
        Assert.Equal(95, camera.P95Ms, 1.5);
        Assert.Equal(99, camera.P99Ms, 1.5);
    }

    // A device whose one frame took so long. The longest span is the run's: of two devices at work for 10 s and 1 s, the
    // second was idle for 9.
    private void Add(params DeviceMeter[] devices)
    {
        foreach (var device in devices)
        {
            _meter.Add(device);
        }
    }

    private static DeviceMeter Device(string name, double busySeconds)
    {
        var meter = new DeviceMeter(name);
        meter.CountFrameSince(Stopwatch.GetTimestamp() - (long)(busySeconds * Stopwatch.Frequency));
        return meter;
    }
}
