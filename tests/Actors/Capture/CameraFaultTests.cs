using Actors.Capture;

namespace Actors.Tests.Capture;

public class CameraFaultTests : CameraActorTest
{
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
        Start(ScriptedSource.New(live: true) with { OnOpen = _ => throw new SourceException("not plugged in") { IsMissing = true } });

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
        Assert.Equal((3, 1), (Meter.Captured, Meter.Drops(DropCause.Unreadable)));
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
        Assert.Equal(2, Meter.Captured);
    }
}
