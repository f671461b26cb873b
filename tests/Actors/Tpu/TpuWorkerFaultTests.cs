using Actors.Capture;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Tests.Tpu;

public class TpuWorkerFaultTests : TpuWorkerTest
{
    [Fact]
    public void A_device_that_fails_withdraws_with_the_frame_and_is_opened_again_after_the_delay()
    {
        var device = new FakeDevice { OnRun = opening => Fail(opening == 1, FakeDevice.Fault) };
        var slot = Start(device);
        var worker = Lease(7, epoch: 1);

        var withdrawn = Dealer.ExpectMsg<TpuWorker.Withdrawn>();
        Assert.Equal(("fake:0", new Epoch(1), new FrameId("front", 7)), (withdrawn.Device, withdrawn.Epoch, withdrawn.Failed));
        Assert.Contains("as the test wants", withdrawn.Reason, StringComparison.Ordinal);

        // Until the delay is over it asks for nothing, and what comes anyway is nobody's.
        Settle(worker);
        Lease(8, epoch: 1, worker);
        Settle(worker);
        Time.Advance(Earliest(Pool.ReopenDelay) - TimeSpan.FromMilliseconds(1));
        Settle(worker);
        Assert.Equal((1, 1, 1L), (device.Openings, device.Disposals, slot.Meter.Faults));
        Dealer.ExpectNoMsg(TimeSpan.Zero);

        Time.Advance(Pool.ReopenDelay / 5 + TimeSpan.FromMilliseconds(2));
        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), 2), Dealer.ExpectMsg<TpuWorker.Demand>());
        Lease(7, epoch: 2, worker);
        Assert.Equal(new Epoch(2), Dealer.ExpectMsg<TpuWorker.Inference>().Epoch);
    }

    [Fact]
    public void Leases_that_waited_at_a_device_that_failed_are_not_run_in_its_next_life()
    {
        using var gate = new SemaphoreSlim(0);
        Start(new FakeDevice
        {
            OnRun = opening =>
            {
                gate.Wait();
                Fail(opening == 1, FakeDevice.Fault);
            },
        });
        var worker = Lease(7, epoch: 1);
        Lease(8, epoch: 1, worker);

        gate.Release(10);

        Assert.Equal(new FrameId("front", 7), Dealer.ExpectMsg<TpuWorker.Withdrawn>().Failed);
        Settle(worker);
        Time.Advance(Pool.ReopenDelay * 1.2);
        Assert.Equal(new Epoch(2), Dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
        Lease(9, epoch: 2, worker);
        Assert.Equal(new FrameId("front", 9), Dealer.ExpectMsg<TpuWorker.Inference>().Frame);
    }

    [Fact]
    public void A_device_that_does_not_open_is_told_to_the_pipeline_and_tried_ever_more_rarely()
    {
        var device = new FakeDevice { OnOpen = opening => Fail(opening <= 2, FakeDevice.NotThere) };
        Start(device);

        for (var failures = 1; failures <= 2; failures++)
        {
            Assert.Equal("fake:0", Pipeline.ExpectMsg<TpuWorker.OpenFailed>().Device);
            Assert.Null(Dealer.ExpectMsg<TpuWorker.Withdrawn>().Failed);
            Settle(Worker());
            Time.Advance(Earliest(Pool.ReopenDelay * failures) - TimeSpan.FromMilliseconds(1));
            Settle(Worker());
            Assert.Equal(failures, device.Openings);
            Time.Advance(Pool.ReopenDelay * failures / 5 + TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal(new Epoch(1), Dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
    }

    [Fact]
    public void A_frame_answered_ends_the_row_of_failures()
    {
        var failing = true;
        Start(new FakeDevice { OnRun = _ => Fail(failing, FakeDevice.Fault) });
        var worker = Lease(1, epoch: 1);
        for (var failures = 1; failures <= 3; failures++)
        {
            FailAndReopen(worker, after: Pool.ReopenDelay * Math.Pow(2, failures - 1));
            failing = failures < 3;
            Lease(1, epoch: failures + 1, worker);
        }

        Dealer.ExpectMsg<TpuWorker.Inference>();
        failing = true;
        Lease(2, epoch: 4, worker);

        FailAndReopen(worker, after: Pool.ReopenDelay);
    }

    [Fact]
    public void A_device_that_is_gone_is_looked_for_and_opened_once_it_is_back()
    {
        var plugged = true;
        var device = new FakeDevice
        {
            Plugged = () => Volatile.Read(ref plugged),
            OnRun = opening =>
            {
                Volatile.Write(ref plugged, opening > 1);
                Fail(opening == 1, FakeDevice.NotThere);
            },
        };
        Start(device);
        var worker = Lease(7, epoch: 1);

        var withdrawn = Dealer.ExpectMsg<TpuWorker.Withdrawn>();
        Assert.True(withdrawn.Lost);
        Assert.Contains("when it is back", withdrawn.Reason, StringComparison.Ordinal);
        for (var looks = 0; looks < 20; looks++)
        {
            Settle(worker);
            Time.Advance(Pool.DevicePoll);
        }

        Settle(worker);
        Assert.Equal(1, device.Openings);

        Volatile.Write(ref plugged, true);
        Time.Advance(Pool.DevicePoll);
        Assert.Equal(new Epoch(2), Dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
        Lease(8, epoch: 2, worker);
        Assert.Equal(8, Dealer.ExpectMsg<TpuWorker.Inference>().Frame.Sequence);
        Assert.Equal(2, device.Openings);
    }

    [Fact]
    public void A_device_that_is_not_there_at_first_is_told_to_the_pipeline_and_opened_when_it_comes()
    {
        var plugged = false;
        Start(new FakeDevice { Plugged = () => Volatile.Read(ref plugged), OnOpen = _ => Fail(!Volatile.Read(ref plugged), FakeDevice.NotThere) });

        Assert.Contains("when it is back", Pipeline.ExpectMsg<TpuWorker.OpenFailed>().Retry, StringComparison.Ordinal);
        Assert.True(Dealer.ExpectMsg<TpuWorker.Withdrawn>().Lost);
        Settle(Worker());
        Volatile.Write(ref plugged, true);
        Time.Advance(Pool.DevicePoll);

        Dealer.ExpectMsg<TpuWorker.Demand>();
    }

    [Fact]
    public void Software_that_crashes_restarts_its_own_worker_and_no_other()
    {
        var sound = new FakeDevice();
        Start(
            new FakeDevice { OnRun = opening => CrashIf(opening == 1) },
            sound);
        var workers = new Dictionary<string, IActorRef>();
        for (var i = 0; i < 2; i++)
        {
            workers.Add(Dealer.ExpectMsg<TpuWorker.Demand>().Device, Dealer.LastSender);
        }

        Router.Tell(LeaseOf(workers["fake:0"], 7, 1));

        Assert.Equal(("fake:0", false), Dealer.ExpectMsg<TpuWorker.Withdrawn>() is var withdrawn ? (withdrawn.Device, withdrawn.Lost) : default);
        Router.Tell(LeaseOf(workers["fake:1"], 8, 1));
        Assert.Equal(("fake:1", new Epoch(1)), Dealer.ExpectMsg<TpuWorker.Inference>() is var answer ? (answer.Device, answer.Epoch) : default);
        Assert.Equal(1, sound.Openings);
        Settle(workers["fake:0"]);
        Time.Advance(Pool.ReopenDelay * 1.2);
        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), Pool.Credits), Dealer.ExpectMsg<TpuWorker.Demand>());

        static void CrashIf(bool now)
        {
            if (now)
            {
                throw new SimulatedCrashException("It crashed, as the test wants.");
            }
        }
    }
}
