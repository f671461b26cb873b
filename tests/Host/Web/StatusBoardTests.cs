using System.Diagnostics;
using Actors.Host.Web;
using Actors.Tpu;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Tests.Host.Web;

/// <summary>What whoever asks is told, in a time of the test's.</summary>
public sealed class StatusBoardTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly PipelineMeter _meter;
    private readonly StatusBoard _board;
    private readonly IDisposable _readings;

    public StatusBoardTests()
    {
        _meter = new PipelineMeter(["front"], _time);
        _board = new StatusBoard(new ObservedPipeline(_meter, PipelineRun.Settings([PipelineRun.Endless("front")]), ActorRefs.Nobody, ActorRefs.Nobody, NullLogger.Instance), _time);
        _readings = _board.KeepUp();
        _time.Pass(0);
    }

    public void Dispose()
    {
        _readings.Dispose();
        _time.Dispose();
    }

    [Fact]
    public void Who_asks_now_and_then_is_told_of_the_last_seconds_and_not_of_the_whole_run()
    {
        Capture(1000);
        Pass(seconds: 60);

        Assert.Equal(0, Camera().CapturedPerSecond);

        Assert.True(Camera(after: 60, capturing: 10).CapturedPerSecond > 0);
        Assert.Equal(0, Camera(after: 60).CapturedPerSecond);
    }

    [Fact]
    public void Who_asks_every_second_is_told_of_the_last_few()
    {
        for (var second = 0; second < 10; second++)
        {
            Capture(1);
            Assert.True(Camera(after: 1).CapturedPerSecond > 0);
        }

        Camera(after: 1);
        Camera(after: 1);
        Camera(after: 1);
        Assert.Equal(0, Camera(after: 1).CapturedPerSecond);
    }

    [Fact]
    public void A_camera_is_silent_once_it_has_given_no_frame_for_five_seconds_however_many_before()
    {
        Assert.Equal("silent", Camera().State);
        Capture(1000);
        Assert.Equal("capturing", Camera(after: 1).State);
        Assert.Equal("capturing", Camera(after: 3).State);
        Assert.Equal("silent", Camera(after: 1).State);

        Capture(1);
        Assert.Equal("capturing", Camera(after: 1).State);
    }

    [Fact]
    public void What_limits_the_rate_is_that_of_the_last_seconds()
    {
        _meter.Add(Worked(new DeviceMeter("sim:0")));
        Pass(seconds: 5);
        Assert.StartsWith("Bottleneck: ", _board.Now().Bottleneck.Text, StringComparison.Ordinal);

        Assert.Equal("Nothing ran.", Status(after: 60).Bottleneck.Text);
    }

    [Fact]
    public void What_is_older_than_five_minutes_is_forgotten()
    {
        _board.Remember();
        Pass(seconds: 200);
        _board.Remember();
        Assert.Equal(201, _board.Past.At.Count);

        Pass(seconds: 200);
        Assert.Equal(201, _board.Past.At.Count);

        Pass(seconds: 200);
        Assert.Empty(_board.Past.At);
        Assert.Empty(_board.Past.Cameras);
    }

    [Fact]
    public void Seconds_of_which_nothing_is_remembered_have_no_value()
    {
        _board.Remember();
        Pass(seconds: 1);
        _board.Remember();
        Pass(seconds: 4);
        _board.Remember();

        var past = _board.Past;

        double?[] values = [0, 0, 0, null, null, 0];
        Assert.Equal(values, past.FramesPerSecond);
        Assert.Equal(values, past.Cameras["front"].RenderedPerSecond);
        Assert.Equal(_time.GetUtcNow(), past.At[^1]);
        Assert.All(past.At.Zip(past.At.Skip(1)), pair => Assert.Equal(TimeSpan.FromSeconds(1), pair.Second - pair.First));
    }

    private static DeviceMeter Worked(DeviceMeter device)
    {
        device.CountFrameSince(Stopwatch.GetTimestamp());
        return device;
    }

    private void Capture(int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            _meter.Cameras[0].CountCaptured(1);
        }
    }

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Pass(1000);
        }
    }

    private PipelineStatus Status(int after)
    {
        Pass(after);
        return _board.Now();
    }

    private CameraStatus Camera(int after = 0, int capturing = 0)
    {
        Pass(after);
        Capture(capturing);
        return _board.Now().Cameras[0];
    }
}
