using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;
using Akka.Routing;
using Akka.TestKit;

namespace Actors.Tests.Tpu;

public class TpuWorkerTests : ActorTest
{
    private readonly TestProbe _dealer;
    private readonly DeviceRoster _roster = new();
    private IActorRef _pool = ActorRefs.Nobody;

    public TpuWorkerTests() => _dealer = CreateTestProbe();

    [Fact]
    public void A_worker_whose_device_is_open_asks_for_its_credits()
    {
        Start(new FakeDevice());

        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(1), 2), _dealer.ExpectMsg<TpuWorker.Demand>());
    }

    [Fact]
    public void A_lease_is_answered_with_what_its_frame_shows()
    {
        var device = new FakeDevice();
        Start(device);
        Lease(7, epoch: 1);

        var answer = _dealer.ExpectMsg<TpuWorker.Inference>();

        Assert.Equal(("fake:0", new FrameId("front", 7), new Epoch(1), 1), (answer.Device, answer.Frame, answer.Epoch, answer.Attempt));
        var square = TestPatternSource.Square(Frames.Width, Frames.Height, 7);
        Assert.Equal((double)square.X / Frames.Width, Assert.Single(answer.Detections).Box.XMin, 0.03);
    }

    [Fact]
    public void A_device_that_fails_withdraws_with_the_frame_and_is_opened_again_after_the_delay()
    {
        var device = new FakeDevice { OnRun = opening => Fail(opening == 1, FakeDevice.Fault) };
        var slot = Start(device);
        var worker = Lease(7, epoch: 1);

        var withdrawn = _dealer.ExpectMsg<TpuWorker.Withdrawn>();
        Assert.Equal(("fake:0", new Epoch(1), new FrameId("front", 7)), (withdrawn.Device, withdrawn.Epoch, withdrawn.Failed));
        Assert.Contains("as the test wants", withdrawn.Reason, StringComparison.Ordinal);

        // Until the delay is over it asks for nothing, and what comes anyway is nobody's.
        Settle(worker);
        Lease(8, epoch: 1, worker);
        Settle(worker);
        Time.Advance(Pool.ReopenDelay - TimeSpan.FromMilliseconds(1));
        Settle(worker);
        Assert.Equal((1, 1, 1L), (device.Openings, device.Disposals, slot.Meter.Faults));
        _dealer.ExpectNoMsg(TimeSpan.Zero);

        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), 2), _dealer.ExpectMsg<TpuWorker.Demand>());
        Lease(7, epoch: 2, worker);
        Assert.Equal(new Epoch(2), _dealer.ExpectMsg<TpuWorker.Inference>().Epoch);
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

        Assert.Equal(new FrameId("front", 7), _dealer.ExpectMsg<TpuWorker.Withdrawn>().Failed);
        Settle(worker);
        Time.Advance(Pool.ReopenDelay);
        Assert.Equal(new Epoch(2), _dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
        Lease(9, epoch: 2, worker);
        Assert.Equal(new FrameId("front", 9), _dealer.ExpectMsg<TpuWorker.Inference>().Frame);
    }

    [Fact]
    public void A_device_that_does_not_open_is_told_to_the_pipeline_and_tried_ever_more_rarely()
    {
        var device = new FakeDevice { OnOpen = opening => Fail(opening <= 2, FakeDevice.NotThere) };
        Start(device);

        for (var failures = 1; failures <= 2; failures++)
        {
            Assert.Equal("fake:0", Pipeline.ExpectMsg<TpuWorker.OpenFailed>().Device);
            Assert.Null(_dealer.ExpectMsg<TpuWorker.Withdrawn>().Failed);
            Settle(Worker());
            Time.Advance(Pool.ReopenDelay * failures - TimeSpan.FromMilliseconds(1));
            Settle(Worker());
            Assert.Equal(failures, device.Openings);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(new Epoch(1), _dealer.ExpectMsg<TpuWorker.Demand>().Epoch);
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

        _dealer.ExpectMsg<TpuWorker.Inference>();
        failing = true;
        Lease(2, epoch: 4, worker);

        FailAndReopen(worker, after: Pool.ReopenDelay);
    }

    [Fact]
    public void A_worker_that_was_given_up_begins_a_new_life_when_it_is_told_to_once()
    {
        Start(new FakeDevice());
        var worker = Lease(7, epoch: 1);
        _dealer.ExpectMsg<TpuWorker.Inference>();

        worker.Tell(new TpuWorker.Renew(new Epoch(1)));
        worker.Tell(new TpuWorker.Renew(new Epoch(1)));

        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), 2), _dealer.ExpectMsg<TpuWorker.Demand>());

        // What it still had of its old life is somebody else's by now.
        Lease(8, epoch: 1, worker);
        Settle(worker);
        _dealer.ExpectNoMsg(TimeSpan.Zero);
        Lease(9, epoch: 2, worker);
        Assert.Equal(9, _dealer.ExpectMsg<TpuWorker.Inference>().Frame.Sequence);
    }

    [Fact]
    public void A_worker_that_retires_answers_the_leases_before_that_and_closes_its_device()
    {
        var device = new FakeDevice();
        Start(device);
        var worker = Worker();
        Watch(worker);
        Lease(7, epoch: 1);
        _pool.Tell(new TpuWorker.Retire(worker));

        _dealer.ExpectMsg<TpuWorker.Inference>();
        ExpectTerminated(worker);
        Assert.Equal(1, device.Disposals);
    }

    [Fact]
    public void Each_worker_has_a_device_of_its_own_and_is_given_its_own_leases()
    {
        Start(new FakeDevice(), new FakeDevice(), new FakeDevice());
        var workers = new Dictionary<string, IActorRef>();
        for (var i = 0; i < 3; i++)
        {
            workers.Add(_dealer.ExpectMsg<TpuWorker.Demand>().Device, _dealer.LastSender);
        }

        Assert.Equal(["fake:0", "fake:1", "fake:2"], workers.Keys.Order());
        foreach (var (device, worker) in workers)
        {
            _pool.Tell(LeaseOf(worker, 7, 1));
            Assert.Equal(device, _dealer.ExpectMsg<TpuWorker.Inference>().Device);
        }
    }

    private static void Fail(bool now, InteropException failure)
    {
        if (now)
        {
            throw failure;
        }
    }

    private void FailAndReopen(IActorRef worker, TimeSpan after)
    {
        _dealer.ExpectMsg<TpuWorker.Withdrawn>();
        Settle(worker);
        Time.Advance(after - TimeSpan.FromMilliseconds(1));
        Settle(worker);
        _dealer.ExpectNoMsg(TimeSpan.Zero);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        _dealer.ExpectMsg<TpuWorker.Demand>();
    }

    private DeviceRoster.Slot Start(params Device[] devices)
    {
        var task = new DetectionTask { Input = Frames.Input };
        _pool = ChildOfPipeline(TpuWorker.Props(_roster, task, Pool, _dealer.Ref, Pipeline.Ref), "tpu");
        var slots = devices.Select(_roster.Add).ToList();
        foreach (var _ in devices)
        {
            _pool.Tell(new AdjustPoolSize(1));
        }

        return slots[0];
    }

    // The one worker there is; asking the router comes after the pool has made it.
    private IActorRef Worker()
    {
        var asking = CreateTestProbe();
        _pool.Tell(GetRoutees.Instance, asking.Ref);
        return ((ActorRefRoutee)asking.ExpectMsg<Routees>().Members.Single()).Actor;
    }

    private IActorRef Lease(long sequence, int epoch, IActorRef? worker = null)
    {
        if (worker is null)
        {
            _dealer.ExpectMsg<TpuWorker.Demand>();
            worker = _dealer.LastSender;
        }

        _pool.Tell(LeaseOf(worker, sequence, epoch));
        return worker;
    }

    private static TpuWorker.Lease LeaseOf(IActorRef worker, long sequence, int epoch)
    {
        var frame = Frames.Pattern("front", sequence, ActorRefs.Nobody, ActorRefs.Nobody);
        Frames.Prepared(frame);
        return new TpuWorker.Lease(worker, frame.Id, new Epoch(epoch), 1, frame.Tensor.Memory);
    }
}
