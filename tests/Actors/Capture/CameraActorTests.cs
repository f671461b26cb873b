using Actors.Capture;
using Akka.Actor;

namespace Actors.Tests.Capture;

public class CameraActorTests : CameraActorTest
{
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
    public void ACamera_that_waits_loses_no_frame_and_numbers_them_in_order()
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
        Assert.Equal((20, 0), (Meter.Captured, Meter.Drops(DropCause.Overrun)));
    }

    [Fact]
    public void ACamera_that_waits_loses_no_frame_when_fewer_may_be_on_their_way()
    {
        var source = ScriptedSource.New();
        Start(source);
        Camera.Tell(new CameraActor.UseFramesInFlight(5));
        source.Give(9);
        source.End();
        var frames = Enumerable.Range(0, 5).Select(_ => NextFrame()).ToList();
        AwaitCaptured(6);

        // Two of the buffers are used again, while more frames than may be are still on their way.
        Camera.Tell(new CameraActor.UseFramesInFlight(1));
        Return(frames[0]);
        Return(frames[1]);
        AwaitCaptured(8);
        NothingHandedOn();

        frames.Skip(2).ToList().ForEach(Return);
        for (var sequence = 5; sequence < 9; sequence++)
        {
            var frame = NextFrame();
            Assert.Equal(sequence, frame.Id.Sequence);
            NothingHandedOn();
            Return(frame);
        }

        Pipeline.ExpectMsg<CameraActor.Finished>();
        Assert.Equal(0, Meter.Drops(DropCause.Overrun));
    }

    [Fact]
    public void A_liveCamera_keeps_only_its_newest_frame_while_it_waits()
    {
        var source = ScriptedSource.New(live: true);
        Start(source);
        source.Give(10);
        var first = NextFrame();
        var second = NextFrame();
        AwaitCaptured(10);
        AwaitCondition(() => Meter.Drops(DropCause.Overrun) == 7);
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
    public void ACamera_has_finished_only_when_all_its_frames_are_back()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(2);
        source.End();
        var frames = new[] { NextFrame(), NextFrame() };
        Watch(Camera);

        Return(frames[1]);
        Settle(Camera);
        Pipeline.ExpectNoMsg(TimeSpan.Zero);
        Return(frames[0]);

        Pipeline.ExpectMsg<CameraActor.Finished>();
        ExpectTerminated(Camera);
        Assert.All(frames, frame => Assert.True(frame.Image.IsDisposed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ACamera_that_is_stopped_reads_no_more_and_lets_its_frames_come_back(bool live)
    {
        var source = ScriptedSource.New(live);
        Start(source);
        source.Give(FramesInFlight + 1);
        var frames = new[] { NextFrame(), NextFrame() };
        AwaitCaptured(FramesInFlight + 1);

        Camera.Tell(CameraActor.Stop.Instance);
        Return(frames[0]);
        Return(frames[1]);

        // The frame that waited comes out as well: it had been read.
        var last = NextFrame();
        Assert.Equal(FramesInFlight, last.Id.Sequence);
        Return(last);
        Assert.Null(Pipeline.ExpectMsg<CameraActor.Finished>().Failure);
    }

    [Fact]
    public void TheRenderer_is_told_the_rate_of_the_source()
    {
        Start(ScriptedSource.New());

        Assert.Equal(25, Renderer.ExpectMsg<CameraActor.SourceOpened>().Rate);
        Camera.Tell(CameraActor.Stop.Instance);
        Pipeline.ExpectMsg<CameraActor.Finished>();
    }
}
