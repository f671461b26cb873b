using Actors.Capture;
using Actors.Route;
using Actors.Tpu;
using Actors.View;

namespace Actors.Tests.Route;

public class FrameDealerTests : FrameDealerTest
{
    [Fact]
    public void Frames_are_leased_to_the_worker_that_asked_as_many_as_it_asked_for()
    {
        Demand(A, First, 2);
        var frames = Prepare(3);

        foreach (var frame in frames[..2])
        {
            var lease = Router.ExpectMsg<TpuWorker.Lease>();
            Assert.Equal((A.Ref, frame.Id, First, 1), (lease.Worker, lease.Frame, lease.Epoch, lease.Attempt));
            Assert.True(lease.Input.Span == frame.Inputs[0].Tensor.Memory.Span);
        }

        NothingMore(Router);
    }

    [Fact]
    public void An_answer_goes_to_the_frames_renderer_and_brings_the_next_lease()
    {
        Demand(A, First, 1);
        var frames = Prepare(2);
        var lease = Router.ExpectMsg<TpuWorker.Lease>();

        Answer(A, lease);

        var inferred = Renderer.ExpectMsg<RendererActor.FrameInferred>();
        Assert.Same(frames[0], inferred.Prepared.Frame);
        Assert.Equal(lease.Frame, inferred.Inference.Frame);
        Assert.Equal(frames[1].Id, Router.ExpectMsg<TpuWorker.Lease>().Frame);
    }

    [Fact]
    public void Every_life_of_a_device_is_told_to_the_pipeline()
    {
        Demand(A, First, 1);
        Demand(B, First, 1);

        // Demand() has waited for one message each; the names are checked there.
        NothingMore(Pipeline);
    }

    [Fact]
    public void Frames_of_a_worker_that_withdraws_are_leased_again()
    {
        Demand(A, First, 2);
        var frames = Prepare(2);
        Router.ReceiveN(2);

        Withdraw(A, First, frames[0].Id);
        NothingMore(Router);
        Demand(B, First, 2);

        var again = Router.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((B.Ref, frames[0].Id, 2), (again.Worker, again.Frame, again.Attempt));
        var waited = Router.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((B.Ref, frames[1].Id, 1), (waited.Worker, waited.Frame, waited.Attempt));
    }

    [Fact]
    public void A_frame_on_which_every_attempt_failed_is_dropped()
    {
        var frame = Prepare(1)[0];
        for (var life = 1; life <= 2; life++)
        {
            Demand(A, new Epoch(life), 2);
            Router.ExpectMsg<TpuWorker.Lease>();
            Withdraw(A, new Epoch(life), frame.Id);
        }

        Assert.Equal(new RendererActor.FrameDropped(frame, DropCause.InferenceFailed), Renderer.ExpectMsg<RendererActor.FrameDropped>());
        Demand(B, First, 2);
        NothingMore(Router);
    }

    [Fact]
    public void A_lease_that_is_overdue_goes_to_another_worker_and_the_late_answer_only_renews_its_worker()
    {
        Demand(A, First, 1);
        var frame = Prepare(1)[0];
        var late = Router.ExpectMsg<TpuWorker.Lease>();
        Demand(B, First, 1);

        Elapse(Pool.Deadline.Ceiling);
        NothingMore(Router);
        Elapse(LookTimer.Often);

        var again = Router.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((B.Ref, frame.Id, 2), (again.Worker, again.Frame, again.Attempt));
        Answer(A, late);
        Assert.Equal(new TpuWorker.Renew(First), A.ExpectMsg<TpuWorker.Renew>());
        NothingMore(Renderer);
        Answer(B, again);
        Assert.Equal("b", Renderer.ExpectMsg<RendererActor.FrameInferred>().Inference.Device);
    }

    [Fact]
    public void A_worker_that_was_given_up_works_again_in_a_new_life()
    {
        Demand(A, First, 1);
        Prepare(1);
        var late = Router.ExpectMsg<TpuWorker.Lease>();
        Elapse(Pool.Deadline.Ceiling + LookTimer.Often);
        Settle(Dealer);
        Answer(A, late);
        A.ExpectMsg<TpuWorker.Renew>();

        Demand(A, First.Next, 1);

        var again = Router.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((late.Frame, First.Next, 2), (again.Frame, again.Epoch, again.Attempt));
    }

    [Fact]
    public void Leases_taken_back_are_counted_for_the_device_once()
    {
        var slot = Join(A);
        Dealer.Tell(new TpuWorker.Demand(slot.Name, First, 2), A.Ref);
        var failed = Prepare(3)[0];
        Router.ExpectMsg<TpuWorker.Lease>();
        Router.ExpectMsg<TpuWorker.Lease>();

        Withdraw(A, First, failed.Id);
        Withdraw(A, First, failed.Id);

        Settle(Dealer);
        Assert.Equal(2, slot.Meter.TakenBack);
    }

    [Fact]
    public void Frames_of_a_worker_that_is_gone_are_leased_again_without_an_attempt_used_up()
    {
        Demand(A, First, 1);
        var frame = Prepare(1)[0];
        Router.ExpectMsg<TpuWorker.Lease>();

        Sys.Stop(A.Ref);
        Demand(B, First, 1);

        var again = Router.ExpectMsg<TpuWorker.Lease>();
        Assert.Equal((B.Ref, frame.Id, 1), (again.Worker, again.Frame, again.Attempt));
    }

    [Fact]
    public void A_live_frame_is_dropped_where_no_device_is_in_service()
    {
        var frame = Prepare(1, live: true)[0];

        Assert.Equal(new RendererActor.FrameDropped(frame, DropCause.NoDevice), Renderer.ExpectMsg<RendererActor.FrameDropped>());
    }

    [Fact]
    public void Live_frames_that_wait_are_dropped_when_the_last_device_withdraws_and_those_of_files_wait_on()
    {
        Demand(A, First, 1);
        var live = Prepare(2, live: true);
        var file = Prepare(1, camera: "file")[0];
        Router.ExpectMsg<TpuWorker.Lease>();

        Withdraw(A, First, live[0].Id);

        Assert.Equal(
            [new(live[0], DropCause.NoDevice), new(live[1], DropCause.NoDevice)],
            Renderer.ReceiveN(2).Cast<RendererActor.FrameDropped>());
        NothingMore(Renderer);
        Demand(B, First, 1);
        Assert.Equal(file.Id, Router.ExpectMsg<TpuWorker.Lease>().Frame);
    }

    [Fact]
    public void A_live_frame_waits_while_any_device_is_in_service()
    {
        Demand(A, First, 1);
        Prepare(2, live: true);
        Router.ExpectMsg<TpuWorker.Lease>();

        NothingMore(Renderer);
    }
}
