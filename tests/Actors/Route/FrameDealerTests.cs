using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Route;

public class FrameDealerTests : ActorTest
{
    private static readonly Epoch First = new(1);

    private readonly TestProbe _pool;
    private readonly TestProbe _renderer;
    private readonly TestProbe _a;
    private readonly TestProbe _b;
    private readonly IActorRef _dealer;

    public FrameDealerTests()
    {
        _pool = CreateTestProbe("pool");
        _renderer = CreateTestProbe("renderer");
        _a = CreateTestProbe("a");
        _b = CreateTestProbe("b");
        _dealer = ChildOfPipeline(FrameDealer.Props(Pool with { MaxAttempts = 2 }), "dealer");
        _dealer.Tell(new FrameDealer.UsePool(_pool.Ref));
    }

    [Fact]
    public void Frames_are_leased_to_the_worker_that_asked_as_many_as_it_asked_for()
    {
        Demand(_a, First, 2);
        var frames = Prepare(3);

        foreach (var frame in frames[..2])
        {
            var lease = _pool.ExpectMsg<TpuWorker.Lease>();
            Assert.Equal((_a.Ref, frame.Id, First, 1), (lease.Worker, lease.Frame, lease.Epoch, lease.Attempt));
            Assert.True(lease.Input.Span == frame.Tensor.Memory.Span);
        }

        NothingMore(_pool);
    }

    [Fact]
    public void An_answer_goes_to_the_frames_renderer_and_brings_the_next_lease()
    {
        Demand(_a, First, 1);
        var frames = Prepare(2);
        var lease = _pool.ExpectMsg<TpuWorker.Lease>();

        Answer(_a, lease);

        var inferred = _renderer.ExpectMsg<RendererActor.FrameInferred>();
        Assert.Same(frames[0], inferred.Prepared.Frame);
        Assert.Equal(lease.Frame, inferred.Inference.Frame);
        Assert.Equal(frames[1].Id, _pool.ExpectMsg<TpuWorker.Lease>().Frame);
    }

    [Fact]
    public void Every_life_of_a_device_is_told_to_the_pipeline()
    {
        Demand(_a, First, 1);
        Demand(_b, First, 1);

        // Demand() has waited for one message each; the names are checked there.
        NothingMore(Pipeline);
    }

    [Fact]
    public void Frames_of_a_worker_that_withdraws_are_leased_again()
    {
        Demand(_a, First, 2);
        var frames = Prepare(2);
        _pool.ReceiveN(2);

        Withdraw(_a, First, frames[0].Id);
        NothingMore(_pool);
        Demand(_b, First, 2);

        var again = _pool.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((_b.Ref, frames[0].Id, 2), (again.Worker, again.Frame, again.Attempt));
        var waited = _pool.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((_b.Ref, frames[1].Id, 1), (waited.Worker, waited.Frame, waited.Attempt));
    }

    [Fact]
    public void A_frame_on_which_every_attempt_failed_is_dropped()
    {
        var frame = Prepare(1)[0];
        for (var life = 1; life <= 2; life++)
        {
            Demand(_a, new Epoch(life), 2);
            _pool.ExpectMsg<TpuWorker.Lease>();
            Withdraw(_a, new Epoch(life), frame.Id);
        }

        Assert.Equal(new RendererActor.FrameDropped(frame, DropCause.InferenceFailed), _renderer.ExpectMsg<RendererActor.FrameDropped>());
        Demand(_b, First, 2);
        NothingMore(_pool);
    }

    [Fact]
    public void A_lease_that_is_overdue_goes_to_another_worker_and_the_late_answer_only_renews_its_worker()
    {
        Demand(_a, First, 1);
        var frame = Prepare(1)[0];
        var late = _pool.ExpectMsg<TpuWorker.Lease>();
        Demand(_b, First, 1);

        Time.Advance(Pool.Deadline.Ceiling);
        NothingMore(_pool);
        Time.Advance(TimeSpan.FromMilliseconds(20));

        var again = _pool.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((_b.Ref, frame.Id, 2), (again.Worker, again.Frame, again.Attempt));
        Answer(_a, late);
        Assert.Equal(new TpuWorker.Renew(First), _a.ExpectMsg<TpuWorker.Renew>());
        NothingMore(_renderer);
        Answer(_b, again);
        Assert.Equal("b", _renderer.ExpectMsg<RendererActor.FrameInferred>().Inference.Device);
    }

    [Fact]
    public void A_worker_that_was_given_up_works_again_in_a_new_life()
    {
        Demand(_a, First, 1);
        Prepare(1);
        var late = _pool.ExpectMsg<TpuWorker.Lease>();
        Time.Advance(Pool.Deadline.Ceiling + TimeSpan.FromMilliseconds(20));
        Settle(_dealer);
        Answer(_a, late);
        _a.ExpectMsg<TpuWorker.Renew>();

        Demand(_a, First.Next, 1);

        var again = _pool.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((late.Frame, First.Next, 2), (again.Frame, again.Epoch, again.Attempt));
    }

    [Fact]
    public void Frames_of_a_worker_that_is_gone_are_leased_again_without_an_attempt_used_up()
    {
        Demand(_a, First, 1);
        var frame = Prepare(1)[0];
        _pool.ExpectMsg<TpuWorker.Lease>();

        Sys.Stop(_a.Ref);
        Demand(_b, First, 1);

        var again = _pool.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((_b.Ref, frame.Id, 1), (again.Worker, again.Frame, again.Attempt));
    }

    [Fact]
    public void A_live_frame_is_dropped_where_no_device_is_in_service()
    {
        var frame = Prepare(1, live: true)[0];

        Assert.Equal(new RendererActor.FrameDropped(frame, DropCause.NoDevice), _renderer.ExpectMsg<RendererActor.FrameDropped>());
    }

    [Fact]
    public void Live_frames_that_wait_are_dropped_when_the_last_device_withdraws_and_those_of_files_wait_on()
    {
        Demand(_a, First, 1);
        var live = Prepare(2, live: true);
        var file = Prepare(1, camera: "file")[0];
        _pool.ExpectMsg<TpuWorker.Lease>();

        Withdraw(_a, First, live[0].Id);

        Assert.Equal(
            [new(live[0], DropCause.NoDevice), new(live[1], DropCause.NoDevice)],
            _renderer.ReceiveN(2).Cast<RendererActor.FrameDropped>());
        NothingMore(_renderer);
        Demand(_b, First, 1);
        Assert.Equal(file.Id, _pool.ExpectMsg<TpuWorker.Lease>().Frame);
    }

    [Fact]
    public void A_live_frame_waits_while_any_device_is_in_service()
    {
        Demand(_a, First, 1);
        Prepare(2, live: true);
        _pool.ExpectMsg<TpuWorker.Lease>();

        NothingMore(_renderer);
    }

    private void Demand(TestProbe worker, Epoch epoch, int count)
    {
        _dealer.Tell(new TpuWorker.Demand(NameOf(worker), epoch, count), worker.Ref);
        Settle(_dealer);
    }

    private Frame[] Prepare(int count, string camera = "front", bool live = false)
    {
        var frames = Enumerable.Range(0, count).Select(sequence => Frames.Empty(camera, sequence, TestActor, _renderer.Ref, live)).ToArray();
        foreach (var frame in frames)
        {
            _dealer.Tell(new PreparedFrame(frame, default, default));
        }

        return frames;
    }

    private void Answer(TestProbe worker, TpuWorker.Lease lease) => _dealer.Tell(
        new TpuWorker.Inference(NameOf(worker), lease.Frame, lease.Epoch, lease.Attempt, TimeSpan.FromMilliseconds(1), Array.Empty<Detection>()), worker.Ref);

    private void Withdraw(TestProbe worker, Epoch epoch, FrameId failed) =>
        _dealer.Tell(new TpuWorker.Withdrawn(NameOf(worker), epoch, failed, Lost: false, "the test wants it"), worker.Ref);

    private void NothingMore(TestProbe probe)
    {
        Settle(_dealer);
        probe.ExpectNoMsg(TimeSpan.Zero);
    }

    private static string NameOf(TestProbe worker) => worker.Ref.Path.Name;
}
