using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Tests.Route;

/// <summary>Devices leave the pool, and what becomes of the frames they were to have.</summary>
public class DeviceLeavingTests : FrameDealerTest
{
    private static readonly DetectionTask Other = Frames.Task with { Prepare = new PrepareSettings { Resize = ResizeMode.Letterbox } };

    [Fact]
    public void A_device_that_is_to_leave_answers_what_it_holds_gets_no_more_and_then_stops()
    {
        Demand(A, First, count: 2);
        Prepare(3);
        var leases = Router.ReceiveN(2).Cast<TpuWorker.Lease>().ToList();

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        Answer(A, leases[0]);
        NothingMore(A);
        Answer(A, leases[1]);

        A.ExpectMsg<TpuWorker.Retire>();
        NothingMore(Router);
        Sys.Stop(A.Ref);
        Told(A, DeviceState.Retired);
    }

    [Fact]
    public void A_device_that_holds_nothing_stops_at_once()
    {
        Demand(A, First, count: 2);

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));

        A.ExpectMsg<TpuWorker.Retire>();
    }

    [Fact]
    public void Nobody_waits_for_a_device_that_is_out_of_service()
    {
        Demand(A, First, count: 2);
        Prepare(1);
        Router.ExpectMsg<TpuWorker.Lease>();
        Withdraw(A, First, failed: null);
        Told(A, DeviceState.Reopening);

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));

        A.ExpectMsg<TpuWorker.Retire>();
        Told(A, DeviceState.Retired);
        Demand(B, First, count: 1);
        Router.ExpectMsg<TpuWorker.Lease>();
    }

    [Fact]
    public void A_device_that_fails_while_it_leaves_is_gone_and_its_frames_are_leased_again()
    {
        Demand(A, First, count: 2);
        var frames = Prepare(2);
        Router.ReceiveN(2);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));

        Withdraw(A, First, frames[0].Id);

        Told(A, DeviceState.Reopening);
        Told(A, DeviceState.Retired);
        Demand(B, First, count: 2);
        Assert.Equal([2, 1], Router.ReceiveN(2).Cast<TpuWorker.Lease>().Select(lease => lease.Attempt));
    }

    [Fact]
    public void A_device_that_hangs_while_it_leaves_is_given_up_at_its_deadline()
    {
        Demand(A, First, count: 1);
        Prepare(1);
        Router.ExpectMsg<TpuWorker.Lease>();
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));

        Elapse(Pool.Deadline.Ceiling + 2 * LookTimer.Often);

        Told(A, DeviceState.Quarantined);
        Told(A, DeviceState.Retired);
    }

    [Fact]
    public void A_device_that_hangs_while_it_is_closed_is_given_up_after_the_longest_deadline()
    {
        Demand(A, First, count: 1);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        A.ExpectMsg<TpuWorker.Retire>();

        Elapse(Pool.Deadline.Ceiling + 2 * LookTimer.Often);

        Told(A, DeviceState.Retired);
    }

    [Fact]
    public void A_worker_that_comes_after_its_device_was_to_leave_is_told_to_stop()
    {
        Join(A);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        A.ExpectMsg<TpuWorker.Retire>();
        Told(A, DeviceState.Retired);

        Dealer.Tell(new TpuWorker.Joined(NameOf(A), Life: 1), B.Ref);

        B.ExpectMsg<TpuWorker.Retire>();
    }

    [Fact]
    public void What_one_says_that_has_left_is_not_taken_for_its_successor()
    {
        Demand(A, First, count: 1);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        Sys.Stop(A.Ref);
        Told(A, DeviceState.Retired);
        Dealer.Tell(new FrameDealer.AddDevice(new DeviceRoster.Slot(NameOf(A), life: 2, new Device.Cpu(1), Frames.Task, new DeviceMeter(NameOf(A)))));
        Dealer.Tell(new TpuWorker.Joined(NameOf(A), Life: 2), B.Ref);
        Told(A, DeviceState.Opening);

        Dealer.Tell(new TpuWorker.Demand(NameOf(A), new Epoch(2), 1), A.Ref);
        Prepare(1);
        NothingMore(Router);

        Dealer.Tell(new TpuWorker.Demand(NameOf(A), First, 1), B.Ref);
        Assert.Equal(B.Ref, Router.ExpectMsg<TpuWorker.Lease>().Worker);
    }

    [Fact]
    public void A_late_answer_of_one_that_has_left_is_not_taken_for_its_successors()
    {
        Demand(A, First, count: 1);
        Prepare(1);
        var late = Router.ExpectMsg<TpuWorker.Lease>();
        Elapse(Pool.Deadline.Ceiling + LookTimer.Often);
        Told(A, DeviceState.Quarantined);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        Told(A, DeviceState.Retired);
        Dealer.Tell(new FrameDealer.AddDevice(new DeviceRoster.Slot(NameOf(A), life: 2, new Device.Cpu(1), Frames.Task, new DeviceMeter(NameOf(A)))));
        Dealer.Tell(new TpuWorker.Joined(NameOf(A), Life: 2), B.Ref);
        Dealer.Tell(new TpuWorker.Demand(NameOf(A), First, 1), B.Ref);
        var lease = Router.ExpectMsg<TpuWorker.Lease>();

        Answer(A, late);

        NothingMore(Renderer);
        Dealer.Tell(new TpuWorker.Inference(NameOf(A), lease.Frame, lease.Epoch, lease.Attempt, default, []), B.Ref);
        Assert.Equal(2, Renderer.ExpectMsg<Actors.View.RendererActor.FrameInferred>().Inference.Attempt);
    }

    [Fact]
    public void A_frame_that_was_prepared_for_a_model_that_is_gone_is_prepared_again()
    {
        Demand(A, First, count: 1);
        var frames = Prepare(2);
        var lease = Router.ExpectMsg<TpuWorker.Lease>();
        Join(B, Other);
        Dealer.Tell(new TpuWorker.Demand(NameOf(B), First, 2), B.Ref);
        NothingMore(Router);

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));

        Assert.Same(frames[1], ExpectMsg<CameraActor.PrepareAgain>().Frame);
        Withdraw(A, First, lease.Frame);
        Assert.Same(frames[0], ExpectMsg<CameraActor.PrepareAgain>().Frame);
    }

    [Fact]
    public void A_frame_waits_for_the_model_that_is_still_to_open()
    {
        Demand(A, First, count: 1);
        Prepare(1);
        Router.ExpectMsg<TpuWorker.Lease>();
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        Withdraw(A, First, failed: null);
        NothingMore(Router);
        ExpectNoMsg(TimeSpan.Zero);

        Join(B, Other);
        Dealer.Tell(new TpuWorker.Demand(NameOf(B), First, 2), B.Ref);

        ExpectMsg<CameraActor.PrepareAgain>();
    }

    [Fact]
    public void Credits_that_are_taken_back_are_not_leased()
    {
        Demand(A, First, count: 3);

        Dealer.Tell(new TpuWorker.Demand(NameOf(A), First, -2), A.Ref);
        Prepare(2);

        Router.ExpectMsg<TpuWorker.Lease>();
        NothingMore(Router);
    }

    [Fact]
    public void Settings_in_force_are_confirmed()
    {
        var settings = Pool with { MaxAttempts = 1 };
        Dealer.Tell(new FrameDealer.UseSettings(settings));
        ExpectMsg<FrameDealer.UseSettings>();
        Demand(A, First, count: 1);
        var frames = Prepare(1);
        Router.ExpectMsg<TpuWorker.Lease>();

        Withdraw(A, First, frames[0].Id);

        Assert.Equal(DropCause.InferenceFailed, Renderer.ExpectMsg<Actors.View.RendererActor.FrameDropped>().Cause);
    }
}
