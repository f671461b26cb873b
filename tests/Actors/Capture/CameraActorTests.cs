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
        Assert.Equal((20, 0), (Meter.Captured, Meter.Drops(DropCause.Overrun)));
    }

    [Fact]
    public void Fewer_frames_in_flight_than_a_moment_ago_cost_a_camera_that_waits_none()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(10);
        var frames = new Queue<Frame>([NextFrame(), NextFrame()]);
        AwaitCaptured(3);

        Camera.Tell(new CameraActor.UseFramesInFlight(1));
        Return(frames.Dequeue());
        AwaitCaptured(4);
        NothingHandedOn();

        for (var sequence = 2; sequence < 10; sequence++)
        {
            Return(frames.Dequeue());
            frames.Enqueue(NextFrame());
            Assert.Equal(sequence, frames.Peek().Id.Sequence);
            NothingHandedOn();
        }

        Assert.Equal(0, Meter.Drops(DropCause.Overrun));
    }

    [Fact]
    public void More_frames_in_flight_let_those_that_wait_set_out()
    {
        var source = ScriptedSource.New();
        Start(source);
        source.Give(10);
        NextFrame();
        NextFrame();
        AwaitCaptured(3);

        Camera.Tell(new CameraActor.UseFramesInFlight(4));

        Assert.Equal([2, 3], new[] { NextFrame(), NextFrame() }.Select(frame => frame.Id.Sequence));
        AwaitCaptured(5);
        NothingHandedOn();
    }

    [Fact]
    public void Frames_are_read_as_large_as_the_model_and_the_outputs_need_them_now()
    {
        var source = ScriptedSource.New();
        Start(source);
        Assert.Equal(PictureNeed.Of(Frames.Task.Form), NeedOfNext());

        var larger = Frames.Task.Form with { Input = Frames.Input with { Width = 640 } };
        Camera.Tell(new CameraActor.UsePictures(PictureNeed.OfWidth(320)));
        Camera.Tell(new CameraActor.UseForms([Frames.Task.Form, larger]));
        Assert.Equal(PictureNeed.OfWidth(320).And(PictureNeed.Of(larger)), NeedOfNext());

        Camera.Tell(new CameraActor.UsePictures(PictureNeed.None));
        Camera.Tell(new CameraActor.UseForms([Frames.Task.Form]));
        Assert.Equal(PictureNeed.Of(Frames.Task.Form), NeedOfNext());

        PictureNeed NeedOfNext()
        {
            // One may be waited for since before the change.
            Settle(Camera);
            source.Give(2);
            Return(NextFrame());
            Return(NextFrame());
            return source.Needs.Last();
        }
    }

    [Fact]
    public void What_decodes_a_source_is_told_once_and_again_when_frames_are_needed_in_another_size()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraDecodes));
        var source = ScriptedSource.New();
        Start(source);
        Read(3);
        ExpectMsg(new CameraDecodes("front", "scripted, whole: 8x8"));

        Camera.Tell(new CameraActor.UsePictures(PictureNeed.Full));
        Settle(Camera);
        Read(3);
        ExpectMsg(new CameraDecodes("front", "scripted, whole: 8x8"));
        ExpectNoMsg(TimeSpan.Zero);

        void Read(int frames)
        {
            source.Give(frames);
            for (var i = 0; i < frames; i++)
            {
                Return(NextFrame());
            }
        }
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
    public void A_camera_has_finished_only_when_all_its_frames_are_back()
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
    public void A_camera_that_is_stopped_reads_no_more_and_lets_its_frames_come_back(bool live)
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
