using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.View;
using Akka.Actor;
using Akka.TestKit;
using OpenCvSharp;

namespace Actors.Tests.Prepare;

public class PreprocessActorTests : ActorTest
{
    private readonly TestProbe _dealer;
    private readonly TestProbe _renderer;
    private readonly BusyMeter _meter = new();
    private readonly IActorRef _prepare;

    public PreprocessActorTests()
    {
        _dealer = CreateTestProbe("dealer");
        _renderer = CreateTestProbe("renderer");
        _prepare = ChildOfPipeline(PreprocessActor.Props(_dealer.Ref, _meter), "prepare");
    }

    [Fact]
    public void A_frame_goes_on_with_its_tensor_and_the_way_back_to_its_picture()
    {
        var frame = Frame(7);
        _prepare.Tell(frame);

        var prepared = _dealer.ExpectMsg<PreparedFrame>();

        Assert.Same(frame, prepared.Frame);
        Assert.Equal(new Size(Frames.Width, Frames.Height), frame.Inputs[0].Geometry.Full);
        var square = TestPatternSource.Square(Frames.Width, Frames.Height, 7);
        var centre = ((square.Y + square.Height / 2) / 2 * Frames.Input.Width + (square.X + square.Width / 2) / 2) * 3;
        Assert.Equal(255, frame.Inputs[0].Tensor.Memory.Span[centre]);
        Assert.Equal(1, _meter.Count);
    }

    [Fact]
    public void A_frame_that_cannot_be_prepared_is_dropped_with_its_cause_and_the_others_go_on()
    {
        // Several in a row, on both preprocessors, between good ones: none of those may be lost or come twice.
        var good = new List<Frame>();
        var bad = new List<Frame>();
        for (var sequence = 0; sequence < 60; sequence++)
        {
            var isBad = sequence % 7 is 2 or 3 or 4;
            var frame = isBad ? Frames.Empty("front", sequence, TestActor, _renderer.Ref) : Frame(sequence);
            (isBad ? bad : good).Add(frame);
            _prepare.Tell(frame);
        }

        var prepared = _dealer.ReceiveN(good.Count).Cast<PreparedFrame>().Select(frame => frame.Frame.Id.Sequence);
        var dropped = _renderer.ReceiveN(bad.Count).Cast<RendererActor.FrameDropped>().ToList();

        Assert.Equal(good.Select(frame => frame.Id.Sequence), prepared.Order());
        Assert.Equal(bad.Select(frame => frame.Id.Sequence), dropped.Select(drop => drop.Frame.Id.Sequence).Order());
        Assert.All(dropped, drop => Assert.Equal(DropCause.PrepareFailed, drop.Cause));
        _prepare.Tell(Frame(1000));
        Assert.Equal(1000, _dealer.ExpectMsg<PreparedFrame>().Frame.Id.Sequence);
        _dealer.ExpectNoMsg(TimeSpan.Zero);
        _renderer.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void There_are_as_many_as_the_bounds_ask_for_from_the_next_frame_on()
    {
        AwaitAssert(() => Assert.Equal(2, _meter.Workers));
        _prepare.Tell(new PreparePool.UseBounds(5, 0));
        PrepareOne();
        AwaitAssert(() => Assert.Equal(5, _meter.Workers));

        // Akka begins no change of the pool's size while one is under way, and they are counted before it is over.
        Settle(_prepare);
        _prepare.Tell(new PreparePool.UseBounds(1, 0));
        PrepareOne();
        Settle(_prepare);
        Time.Advance(TimeSpan.FromSeconds(1));
        AwaitAssert(() => Assert.Equal(1, _meter.Workers));
        PrepareOne();
    }

    [Fact]
    public void A_restarted_one_is_counted_once()
    {
        _prepare.Tell(Frames.Empty("front", 0, TestActor, _renderer.Ref));
        _renderer.ExpectMsg<RendererActor.FrameDropped>();
        PrepareOne();
        PrepareOne();

        AwaitAssert(() => Assert.Equal(2, _meter.Workers));
    }

    [Fact]
    public void Frames_that_wait_are_counted_and_no_more_once_they_are_taken_whatever_becomes_of_them()
    {
        var waiting = new QueueMeter();
        var frame = Frame(1);
        frame.EnterQueue(new PrepareQueue(TimeProvider.System) { Waiting = waiting });
        Assert.Equal(1, waiting.Length);
        frame.LeaveQueue();
        Assert.Equal(0, waiting.Length);

        _prepare.Tell(new PreparePool.UseMeter(waiting));
        _prepare.Tell(Frames.Empty("front", 0, TestActor, _renderer.Ref));
        PrepareOne();
        _renderer.ExpectMsg<RendererActor.FrameDropped>();

        Assert.Equal(0, waiting.Length);
    }

    private void PrepareOne()
    {
        _prepare.Tell(Frame(1));
        _dealer.ExpectMsg<PreparedFrame>();
    }

    private Frame Frame(long sequence) => Frames.Pattern("front", sequence, TestActor, _renderer.Ref);
}
