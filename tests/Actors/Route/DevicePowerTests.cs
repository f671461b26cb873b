using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.Tests.Tpu;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Route;

/// <summary>Devices are parked and brought back, and what becomes of the frames meanwhile.</summary>
public class DevicePowerTests : FrameDealerTest
{
    private static readonly TimeSpan ParkAfter = TimeSpan.FromMilliseconds(40);
    private static readonly PowerSettings Saver = new(PowerMode.Saver, TimeSpan.FromMilliseconds(50)) { ParkAfter = ParkAfter };

    private long _next;

    [Fact]
    public void A_device_that_is_not_needed_is_closed_and_shown_as_parked()
    {
        Serve(Saver);

        Assert.Equal("Fewer devices suffice.", Parks(B));
        NothingMore(Pipeline);
        NothingMore(A);
    }

    [Fact]
    public void In_performance_none_is_parked()
    {
        Serve(Saver with { Mode = PowerMode.Performance });

        Elapse(TimeSpan.FromMinutes(1));

        NothingMore(Pipeline);
    }

    [Fact]
    public void What_a_device_holds_is_answered_before_it_is_closed()
    {
        Serve(Saver);
        var leases = Lease(2);

        Wait(ParkAfter);
        NothingMore(B);
        Prepare(1, from: _next++);
        Answer(B, leases.Single(lease => lease.Worker.Equals(B.Ref)));

        B.ExpectMsg<TpuWorker.Park>();
        Assert.Equal(A.Ref, Router.ExpectMsg<TpuWorker.Lease>().Worker);
    }

    [Fact]
    public void One_that_was_to_be_parked_goes_on_where_it_is_needed_before_it_is_closed()
    {
        Serve(Saver);
        Lease(2);
        Wait(ParkAfter);

        Prepare(30, from: _next);
        Wait(LookTimer.Often);

        NothingMore(B);
        Assert.Contains(B.Ref, Leases().Select(lease => lease.Worker));
    }

    [Fact]
    public void Frames_that_come_and_go_between_two_looks_do_not_put_the_next_one_off()
    {
        Serve(Saver);
        var between = TimeSpan.FromMilliseconds(33);
        for (var passed = TimeSpan.Zero; passed < ParkAfter + 2 * LookTimer.NowAndThen; passed += between)
        {
            Pass();
            Elapse(between);
        }

        Pipeline.FishForMessage<DeviceChanged>(changed => changed.State == DeviceState.Parked);
    }

    [Fact]
    public void A_burst_brings_a_parked_device_back_at_once()
    {
        Serve(Saver);
        Parks(B);

        Prepare(30, from: _next);
        Wait(LookTimer.Often);

        Assert.Equal(new TpuWorker.Unpark(EdgeTpuClock.Max), B.ExpectMsg<TpuWorker.Unpark>());
        ReturnsB();
        Assert.Contains(B.Ref, Leases().Select(lease => lease.Worker));
    }

    [Fact]
    public void A_file_that_waits_for_a_device_is_given_all_there_are()
    {
        Serve(Saver);
        Parks(B);

        Prepare(3, from: _next);
        Wait(Saver.Latency + 2 * LookTimer.Often);

        B.ExpectMsg<TpuWorker.Unpark>();
    }

    [Fact]
    public void Where_the_device_in_service_fails_the_parked_one_is_brought_in_and_no_live_frame_is_dropped_meanwhile()
    {
        Serve(Saver);
        Parks(B);
        var live = Prepare(1, live: true, from: _next++)[0];
        Router.ExpectMsg<TpuWorker.Lease>();

        Withdraw(A, First, failed: null);

        Told(A, DeviceState.Reopening);
        B.ExpectMsg<TpuWorker.Unpark>();
        Prepare(1, live: true, from: _next);
        NothingMore(Renderer);
        ReturnsB();
        Assert.Equal((live.Id, B.Ref), Router.ExpectMsg<TpuWorker.Lease>() is var lease ? (lease.Frame, lease.Worker) : default);
    }

    [Fact]
    public void Where_that_one_does_not_open_either_live_frames_are_dropped_as_ever()
    {
        Serve(Saver);
        Parks(B);
        Withdraw(A, First, failed: null);
        Told(A, DeviceState.Reopening);
        B.ExpectMsg<TpuWorker.Unpark>();
        Prepare(1, live: true, from: _next);

        Withdraw(B, First, failed: null, lost: true);

        Told(B, DeviceState.Lost);
        Assert.Equal(DropCause.NoDevice, Renderer.ExpectMsg<RendererActor.FrameDropped>().Cause);
    }

    [Fact]
    public void One_that_does_not_come_back_from_opening_is_quarantined_and_in_service_when_it_does()
    {
        Serve(Saver);
        Parks(B);
        Withdraw(A, First, failed: null);
        Told(A, DeviceState.Reopening);
        B.ExpectMsg<TpuWorker.Unpark>();

        Elapse(Pool.Deadline.Ceiling + 2 * LookTimer.Often);

        Assert.Contains("has not opened within 10 s", Told(B, DeviceState.Quarantined), StringComparison.Ordinal);
        Prepare(1, live: true, from: _next);
        Assert.Equal(DropCause.NoDevice, Renderer.ExpectMsg<RendererActor.FrameDropped>().Cause);
        ReturnsB();
    }

    [Fact]
    public void A_device_that_is_to_leave_serves_until_the_one_that_takes_its_place_does()
    {
        Serve(Saver);
        Parks(B);

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        B.ExpectMsg<TpuWorker.Unpark>();
        Answer(A, Lease(1)[0]);
        NothingMore(A);
        ReturnsB();

        A.ExpectMsg<TpuWorker.Retire>();
        Assert.Equal(B.Ref, Lease(1)[0].Worker);
    }

    [Fact]
    public void A_device_that_is_to_leave_waits_for_none_that_does_not_open()
    {
        Serve(Saver);
        Parks(B);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        B.ExpectMsg<TpuWorker.Unpark>();

        Withdraw(B, First, failed: null);

        Told(B, DeviceState.Reopening);
        A.ExpectMsg<TpuWorker.Retire>();
    }

    [Fact]
    public void A_device_that_fails_while_it_waits_to_leave_is_gone_at_once()
    {
        Serve(Saver);
        Parks(B);
        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(A)));
        B.ExpectMsg<TpuWorker.Unpark>();

        Withdraw(A, First, failed: null);

        Told(A, DeviceState.Reopening);
        Told(A, DeviceState.Retired);
        A.ExpectMsg<TpuWorker.Retire>();
    }

    [Fact]
    public void A_parked_device_that_is_to_leave_is_gone_when_it_has_closed_and_another_may_open_it()
    {
        Serve(Saver);
        Parks(B);

        Dealer.Tell(new FrameDealer.RetireDevice(NameOf(B)));

        B.ExpectMsg<TpuWorker.Retire>();
        NothingMore(Pipeline);
        Sys.Stop(B.Ref);
        Told(B, DeviceState.Retired);
    }

    [Fact]
    public void A_parked_device_gets_nothing_for_credits_of_the_life_that_ended()
    {
        Serve(Saver);
        Parks(B);

        Dealer.Tell(new TpuWorker.Demand(NameOf(B), First, 3), B.Ref);

        Assert.All(Lease(2), lease => Assert.Equal(A.Ref, lease.Worker));
    }

    [Fact]
    public void A_parked_device_says_nothing_of_one_that_is_late_and_the_frame_that_waits_brings_it_in()
    {
        Serve(Saver);
        Parks(B);
        Prepare(3, live: true, from: _next);
        Assert.Equal(2, Leases().Count);

        Wait(Pool.Deadline.Floor * 0.9);

        B.ExpectMsg<TpuWorker.Unpark>();
        NothingMore(Pipeline);
    }

    [Fact]
    public void Going_back_to_performance_brings_the_parked_ones_in()
    {
        Serve(Saver);
        Parks(B);

        UsePower(Saver with { Mode = PowerMode.Performance });
        Wait(LookTimer.Often);

        B.ExpectMsg<TpuWorker.Unpark>();
    }

    [Fact]
    public void Going_back_to_performance_opens_one_that_serves_at_a_low_clock_anew_when_the_others_are_there()
    {
        Serve(Saver, clocked: true);
        Parks(B);
        Wait(LookTimer.NowAndThen);
        Assert.True(B.ExpectMsg<TpuWorker.Unpark>().Clock < EdgeTpuClock.Max);
        ReturnsB();
        Pass();
        Parks(A);

        UsePower(Saver with { Mode = PowerMode.Performance });
        Wait(LookTimer.Often);
        Assert.Equal(EdgeTpuClock.Max, A.ExpectMsg<TpuWorker.Unpark>().Clock);
        Returns(A, First.Next);

        Wait(LookTimer.Often);
        B.ExpectMsg<TpuWorker.Park>();
        Assert.Contains("higher clock", Told(B, DeviceState.Parked), StringComparison.Ordinal);
        Wait(LookTimer.Often);
        Assert.Equal(EdgeTpuClock.Max, B.ExpectMsg<TpuWorker.Unpark>().Clock);
    }

    [Fact]
    public void No_frame_waits_for_a_parked_device_that_the_settings_take_out_of_service()
    {
        Serve(Saver);
        Parks(B);
        UsePower(Saver, withheld: NameOf(B));

        Withdraw(A, First, failed: null);

        Told(A, DeviceState.Reopening);
        Prepare(1, live: true, from: _next++);
        Assert.Equal(DropCause.NoDevice, Renderer.ExpectMsg<RendererActor.FrameDropped>().Cause);
        NothingMore(B);

        UsePower(Saver);
        Prepare(1, live: true, from: _next);
        NothingMore(Renderer);
        Wait(LookTimer.Often);
        B.ExpectMsg<TpuWorker.Unpark>();
        ReturnsB();
        Assert.Equal(B.Ref, Router.ExpectMsg<TpuWorker.Lease>().Worker);
    }

    [Fact]
    public void What_waits_is_given_up_at_the_end_where_the_only_device_is_taken_out_of_service()
    {
        Serve(Saver);
        Parks(B);
        UsePower(Saver, withheld: NameOf(B));
        Withdraw(A, First, failed: null);
        Told(A, DeviceState.Reopening);
        Prepare(1, from: _next);
        NothingMore(Renderer);

        Dealer.Tell(FrameDealer.Drain.Instance);

        Assert.Equal(DropCause.NoDevice, Renderer.ExpectMsg<RendererActor.FrameDropped>().Cause);
    }

    [Fact]
    public void A_lower_clock_is_tried_on_the_parked_device_which_then_takes_the_others_place()
    {
        Serve(Saver, clocked: true);
        Parks(B);
        Wait(LookTimer.NowAndThen);

        var clock = B.ExpectMsg<TpuWorker.Unpark>().Clock;
        Assert.True(clock < EdgeTpuClock.Max);
        ReturnsB();
        Pass();

        Parks(A);
        Assert.Equal(B.Ref, Lease(1)[0].Worker);
    }

    private void Serve(PowerSettings power, bool clocked = false)
    {
        Renderer.IgnoreMessages(message => message is RendererActor.FrameInferred);
        UsePower(power);
        foreach (var worker in (TestProbe[])[A, B])
        {
            Join(worker, device: new FakeDevice { Clocked = clocked });
            Dealer.Tell(new TpuWorker.Demand(NameOf(worker), First, 2), worker.Ref);
            Told(worker, DeviceState.InService);
        }

        Lease(2).ForEach(lease => Answer(lease.Worker.Equals(A.Ref) ? A : B, lease, ms: 5));
        Wait(LookTimer.Often);
    }

    private void UsePower(PowerSettings power, params string[] withheld)
    {
        Dealer.Tell(new FrameDealer.UseSettings(Pool with { MaxAttempts = 2, Power = power, OutOfService = [.. withheld] }));
        ExpectMsg<FrameDealer.UseSettings>();
    }

    private string Parks(TestProbe worker)
    {
        Wait(ParkAfter + LookTimer.NowAndThen);
        worker.ExpectMsg<TpuWorker.Park>();
        return Told(worker, DeviceState.Parked);
    }

    private void ReturnsB() => Returns(B, First.Next);

    private void Returns(TestProbe worker, Epoch epoch)
    {
        Dealer.Tell(new TpuWorker.Demand(NameOf(worker), epoch, 2), worker.Ref);
        Told(worker, DeviceState.InService);
    }

    // A frame in front of which the device that has just come back shows how fast it is.
    private void Pass() => Lease(1).ForEach(lease => Answer(lease.Worker.Equals(A.Ref) ? A : B, lease, ms: 10));

    private List<TpuWorker.Lease> Lease(int frames)
    {
        Prepare(frames, from: _next);
        _next += frames;
        return [.. Router.ReceiveN(frames).Cast<TpuWorker.Lease>()];
    }

    private List<TpuWorker.Lease> Leases()
    {
        Settle(Dealer);
        var leases = new List<TpuWorker.Lease>();
        while (Router.HasMessages)
        {
            leases.Add(Router.ExpectMsg<TpuWorker.Lease>());
        }

        return leases;
    }

    // Looks are many in this time, as they are in the real one.
    private void Wait(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time + LookTimer.Often; passed += LookTimer.Often)
        {
            Elapse(LookTimer.Often);
        }
    }
}
