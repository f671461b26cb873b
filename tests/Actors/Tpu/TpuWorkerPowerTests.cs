using Actors.Interop;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;
using Akka.Routing;

namespace Actors.Tests.Tpu;

/// <summary>A worker whose device is parked, and brought back.</summary>
public class TpuWorkerPowerTests : TpuWorkerTest
{
    [Fact]
    public void A_parked_device_is_closed_and_opened_again_in_a_life_of_its_own()
    {
        var device = new FakeDevice();
        Start(device);
        var worker = Served();

        worker.Tell(TpuWorker.Park.Instance);
        Settle(worker);
        Assert.Equal((1, 1), (device.Openings, device.Disposals));
        Dealer.ExpectNoMsg(TimeSpan.Zero);

        worker.Tell(new TpuWorker.Unpark(EdgeTpuClock.Max));
        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), 2), Dealer.ExpectMsg<TpuWorker.Demand>());
        Lease(8, epoch: 2, worker);
        Assert.Equal(8, Dealer.ExpectMsg<TpuWorker.Inference>().Frame.Sequence);
        Assert.Equal(2, device.Openings);
    }

    [Fact]
    public void A_parked_device_is_not_opened_by_the_passing_of_time()
    {
        var device = new FakeDevice();
        Start(device);
        var worker = Served();

        worker.Tell(TpuWorker.Park.Instance);
        Settle(worker);
        Time.Advance(TimeSpan.FromHours(1));
        Settle(worker);

        Assert.Equal(1, device.Openings);
    }

    [Fact]
    public void A_device_is_opened_at_the_clock_that_is_wanted_and_again_at_the_same_after_a_fault()
    {
        var device = new FakeDevice { Clocked = true, OnRun = opening => Fail(opening == 2, FakeDevice.Fault) };
        Start(device);
        var worker = Served();
        Assert.Equal(EdgeTpuClock.Max, device.Clock);

        worker.Tell(TpuWorker.Park.Instance);
        worker.Tell(new TpuWorker.Unpark(EdgeTpuClock.Medium));
        Dealer.ExpectMsg<TpuWorker.Demand>();
        Lease(8, epoch: 2, worker);
        FailAndReopen(worker, Pool.ReopenDelay);

        Assert.Equal((3, EdgeTpuClock.Medium), (device.Openings, device.Clock));
    }

    [Fact]
    public void A_parked_device_that_does_not_open_is_out_of_service_and_tried_again()
    {
        var device = new FakeDevice { OnOpen = opening => Fail(opening == 2, FakeDevice.NotThere) };
        Start(device);
        var worker = Served();

        worker.Tell(TpuWorker.Park.Instance);
        worker.Tell(new TpuWorker.Unpark(EdgeTpuClock.Max));

        Assert.Equal("fake:0", Pipeline.ExpectMsg<TpuWorker.OpenFailed>().Device);
        FailAndReopen(worker, Pool.ReopenDelay);
        Assert.Equal(3, device.Openings);
    }

    [Fact]
    public void A_parked_device_that_was_pulled_out_is_lost_and_opened_when_it_is_back()
    {
        var plugged = true;
        var device = new FakeDevice { Plugged = () => plugged, OnOpen = _ => Fail(!plugged, FakeDevice.NotThere) };
        Start(device);
        var worker = Served();
        worker.Tell(TpuWorker.Park.Instance);
        Settle(worker);

        plugged = false;
        worker.Tell(new TpuWorker.Unpark(EdgeTpuClock.Max));
        Assert.True(Dealer.ExpectMsg<TpuWorker.Withdrawn>().Lost);
        Settle(worker);
        plugged = true;
        Time.Advance(Pool.DevicePoll);

        Assert.Equal(new Epoch(2), Dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
    }

    [Fact]
    public void A_parked_device_asks_for_nothing_when_settings_change_and_for_what_they_say_when_it_is_back()
    {
        var roster = Start(new FakeDevice());
        var worker = Served();
        worker.Tell(TpuWorker.Park.Instance);

        UseCredits(5);
        Router.Tell(new Broadcast(TpuWorker.SettingsChanged.Instance));
        Settle(worker);
        Dealer.ExpectNoMsg(TimeSpan.Zero);

        worker.Tell(new TpuWorker.Unpark(EdgeTpuClock.Max));
        Assert.Equal(new TpuWorker.Demand(roster.Name, new Epoch(2), 5), Dealer.ExpectMsg<TpuWorker.Demand>());
    }

    [Fact]
    public void A_parked_device_that_is_to_leave_stops_its_worker()
    {
        var device = new FakeDevice();
        Start(device);
        var worker = Served();
        Watch(worker);

        worker.Tell(TpuWorker.Park.Instance);
        worker.Tell(TpuWorker.Retire.Instance);

        ExpectTerminated(worker);
        Assert.Equal((1, 1), (device.Openings, device.Disposals));
    }

    [Fact]
    public void How_long_a_device_takes_to_open_is_measured()
    {
        var slot = Start(new FakeDevice());
        Dealer.ExpectMsg<TpuWorker.Demand>();

        Assert.True(slot.Meter.OpeningTime > TimeSpan.Zero);
    }

    private IActorRef Served()
    {
        var worker = Lease(7, epoch: 1);
        Dealer.ExpectMsg<TpuWorker.Inference>();
        return worker;
    }
}
