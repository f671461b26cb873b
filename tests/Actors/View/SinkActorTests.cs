using Actors.Capture;
using Actors.View;
using Akka.Actor;
using OpenCvSharp;

namespace Actors.Tests.View;

public class SinkActorTests : ActorTest
{
    private readonly SinkMeter _meter = new("fake");
    private readonly List<long> _written = [];
    private long _order;

    [Fact]
    public void Frames_are_written_and_acknowledged_in_order()
    {
        var sink = new FakeSink { OnWrite = frame => _written.Add(frame.Result.Frame.Sequence) };
        var actor = Start(sink);

        Write(actor);
        Write(actor);

        Assert.Equal([0, 1], _written);
        Assert.Equal((1, 2L, 0L), (sink.Openings, _meter.Writing.Count, _meter.Missed));
    }

    [Fact]
    public void A_broken_output_is_opened_again_after_a_growing_delay_and_frames_pass_it_by()
    {
        var broken = true;
        var sink = new FakeSink { OnOpen = _ => ThrowIf(broken, new IOException("disk full")), OnWrite = frame => _written.Add(frame.Result.Frame.Sequence) };
        var actor = Start(sink);

        // 1, 2, 4, 8, 16 and then never more than 30 seconds.
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            var openings = sink.Openings;
            Write(actor);
            Assert.Equal(openings + 1, sink.Openings);

            Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Write(actor);
            Assert.Equal(openings + 1, sink.Openings);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(14, _meter.Missed);
        broken = false;
        Write(actor);
        Assert.Equal([14], _written);
    }

    [Fact]
    public void An_output_that_breaks_while_it_writes_is_closed_and_after_a_frame_the_delay_begins_anew()
    {
        var broken = false;
        var sink = new FakeSink { OnWrite = _ => ThrowIf(broken, new InvalidOperationException("codec")) };
        var actor = Start(sink);
        for (var round = 1; round <= 3; round++)
        {
            broken = false;
            Write(actor);
            broken = true;
            Write(actor);
            Assert.Equal((round, round), (sink.Openings, sink.Disposals));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _meter.Missed);
    }

    [Fact]
    public void A_sink_that_breaks_while_it_closes_stops_nothing()
    {
        var sink = new FakeSink
        {
            OnWrite = _ => throw new InvalidOperationException("codec"),
            OnDispose = () => throw new InvalidOperationException("and again"),
        };
        var actor = Start(sink);

        Write(actor);
        Write(actor);

        Assert.Equal((1, 2L), (sink.Disposals, _meter.Missed));
    }

    [Fact]
    public void An_output_that_nobody_looks_at_any_more_is_told_to_the_pipeline_once()
    {
        var sink = new FakeSink { OnWrite = _ => throw new SinkClosedException("the window was closed") { EndsRun = true } };
        var actor = Start(sink);

        Write(actor);
        Time.Advance(TimeSpan.FromMinutes(1));
        Write(actor);

        Assert.Equal(new SinkActor.Closed("fake", "the window was closed", EndsRun: true), Pipeline.ExpectMsg<SinkActor.Closed>());
        Pipeline.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal((1, 1, 2L), (sink.Openings, sink.Disposals, _meter.Missed));
    }

    [Fact]
    public void An_output_is_closed_when_its_actor_stops()
    {
        var sink = new FakeSink();
        var actor = Start(sink);
        Write(actor);
        Watch(actor);

        Sys.Stop(actor);

        ExpectTerminated(actor);
        Assert.Equal(1, sink.Disposals);
    }

    private static void ThrowIf(bool now, Exception failure)
    {
        if (now)
        {
            throw failure;
        }
    }

    private IActorRef Start(FakeSink sink) => ChildOfPipeline(SinkActor.Props(sink, null, _meter), "output-0");

    // Every frame is acknowledged, whatever becomes of it.
    private void Write(IActorRef actor)
    {
        var result = new FrameResult(new FrameId("front", _order), default, "sim:0", 1, default, []);
        using var picture = new Mat();
        actor.Tell(new SinkActor.Write(new AnnotatedFrame(result, picture, 0), _order, HoldsFrame: true), TestActor);
        Assert.Equal(new SinkActor.Written(_order++, HeldFrame: true), ExpectMsg<SinkActor.Written>());
    }
}
