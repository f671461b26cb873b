using Actors.Capture;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Capture;

public class CameraActorTests : ActorTest
{
    private const int FramesInFlight = 2;

    private readonly TestProbe _prepare;
    private readonly TestProbe _renderer;
    private readonly CameraMeter _meter = new("front");
    private IActorRef _camera = ActorRefs.Nobody;

    public CameraActorTests()
    {
        _prepare = CreateTestProbe("prepare");
        _renderer = CreateTestProbe("renderer");
    }

    [Fact]
    public void Never_more_frames_than_the_window_are_handed_on()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(10);

        var first = NextFrame();
        NextFrame();
        AwaitCaptured(FramesInFlight + 1);
        NothingHandedOn();

        Return(first);
        Assert.Equal(2, NextFrame().Id.Sequence);
        NothingHandedOn();
    }

    [Fact]
    public void A_camera_that_waits_loses_no_frame_and_numbers_them_in_order()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(20);
        source.End();

        for (var sequence = 0; sequence < 20; sequence++)
        {
            var frame = NextFrame();
            Assert.Equal((sequence, sequence), (frame.Id.Sequence, frame.Order));
            Return(frame);
        }

        Assert.Equal(new CameraActor.Finished("front", null), Pipeline.ExpectMsg<CameraActor.Finished>());
        Assert.Equal((20, 0), (_meter.Captured, _meter.Drops(DropCause.Overrun)));
    }

    [Fact]
    public void A_live_camera_keeps_only_its_newest_frame_while_it_waits()
    {
        var source = ScriptedSource.New(live: true);
        Start(source);
        source.Give(10);
        var first = NextFrame();
        var second = NextFrame();
        AwaitCaptured(10);
        AwaitCondition(() => _meter.Drops(DropCause.Overrun) == 7);
        NothingHandedOn();

        Return(first);

        // The frame's number tells of those dropped; its place among those handed on does not.
        var newest = NextFrame();
        Assert.Equal((9, 2), (newest.Id.Sequence, newest.Order));
        Assert.True(newest.IsLive);
        Return(second);
        NothingHandedOn();
    }

    [Fact]
    public void A_camera_has_finished_only_when_all_its_frames_are_back()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(2);
        source.End();
        var frames = new[] { NextFrame(), NextFrame() };
        Watch(_camera);

        Return(frames[1]);
        Settle(_camera);
        Pipeline.ExpectNoMsg(TimeSpan.Zero);
        Return(frames[0]);

        Pipeline.ExpectMsg<CameraActor.Finished>();
        ExpectTerminated(_camera);
        Assert.All(frames, frame => Assert.True(frame.Image.IsDisposed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_camera_that_is_stopped_reads_no_more_and_lets_its_frames_come_back(bool live)
    {
        var source = ScriptedSource.New(live);
        Start(source);
        source.Give(FramesInFlight + 1);
        var frames = new[] { NextFrame(), NextFrame() };
        AwaitCaptured(FramesInFlight + 1);

        _camera.Tell(CameraActor.Stop.Instance);
        Return(frames[0]);
        Return(frames[1]);

        // The frame that waited comes out as well: it had been read.
        var last = NextFrame();
        Assert.Equal(FramesInFlight, last.Id.Sequence);
        Return(last);
        Assert.Null(Pipeline.ExpectMsg<CameraActor.Finished>().Failure);
    }

    [Fact]
    public void A_file_that_does_not_open_is_reported()
    {
        Start(ScriptedSource.New() with { OnOpen = _ => throw new SourceException("no such file") });

        Assert.Equal("no such file", Pipeline.ExpectMsg<CameraActor.Finished>().Failure?.Message);
    }

    [Fact]
    public void A_file_that_breaks_is_reported_after_the_frames_before_it()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give();
        source.Break(new InvalidOperationException("codec"));

        var frame = NextFrame();
        Pipeline.ExpectNoMsg(TimeSpan.Zero);
        Return(frame);

        Assert.Equal("codec", Pipeline.ExpectMsg<CameraActor.Finished>().Failure?.Message);
    }

    [Fact]
    public void A_live_camera_that_is_not_there_at_the_start_is_reported()
    {
        Start(ScriptedSource.New(live: true) with { OnOpen = _ => throw new SourceException("not plugged in") { MissingDevice = true } });

        Assert.Equal("not plugged in", Pipeline.ExpectMsg<CameraActor.Finished>().Failure?.Message);
    }

    [Fact]
    public void A_live_camera_that_breaks_is_opened_again_and_its_numbers_go_on()
    {
        var source = ScriptedSource.New(live: true);
        Start(source);
        source.Give();
        source.Break(new SourceException("unplugged"));
        source.Give();
        source.End();

        Return(NextFrame());
        var second = NextFrame();
        Return(second);

        Assert.Equal(1, second.Id.Sequence);
        Assert.Null(Pipeline.ExpectMsg<CameraActor.Finished>().Failure);
        Assert.Equal(2, source.Openings);
    }

    [Fact]
    public void A_frame_that_is_no_picture_is_counted_and_the_next_one_read()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give();
        source.Break(Unreadable);
        source.Give();
        source.End();

        Return(NextFrame());
        var next = NextFrame();
        Return(next);

        Assert.Equal((2, 1), (next.Id.Sequence, next.Order));
        Pipeline.ExpectMsg<CameraActor.Finished>();
        Assert.Equal((3, 1), (_meter.Captured, _meter.Drops(DropCause.Unreadable)));
    }

    [Fact]
    public void Frames_that_are_no_pictures_count_towards_the_limit()
    {
        var source = ScriptedSource.New();
        Start(source, limit: 2);
        source.Give();
        source.Break(Unreadable);
        source.Give();

        Return(NextFrame());

        Pipeline.ExpectMsg<CameraActor.Finished>();
        Assert.Equal(2, _meter.Captured);
    }

    [Fact]
    public void The_renderer_is_told_the_rate_of_the_source()
    {
        Start(ScriptedSource.New());

        Assert.Equal(25, _renderer.ExpectMsg<CameraActor.SourceOpened>().Rate);
        _camera.Tell(CameraActor.Stop.Instance);
        Pipeline.ExpectMsg<CameraActor.Finished>();
    }

    private static SourceException Unreadable => new("no picture") { FrameOnly = true };

    private void Start(ScriptedSource source, long? limit = null) => _camera = ChildOfPipeline(
        CameraActor.Props(new CameraSettings("front", source) { FrameLimit = limit }, FramesInFlight, Frames.Input, _prepare.Ref, _renderer.Ref, _meter),
        "camera-front");

    private Frame NextFrame() => _prepare.ExpectMsg<Frame>();

    private void Return(Frame frame) => _camera.Tell(new CameraActor.FrameReturned(frame));

    // The capture thread counts a frame just before it tells the camera.
    private void AwaitCaptured(int frames) => AwaitCondition(() => _meter.Captured == frames);

    private void NothingHandedOn()
    {
        Settle(_camera);
        _prepare.ExpectNoMsg(TimeSpan.Zero);
    }
}
