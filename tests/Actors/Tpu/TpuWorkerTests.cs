using Actors.Capture;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Tests.Tpu;

public class TpuWorkerTests : TpuWorkerTest
{
    [Fact]
    public void A_worker_whose_device_is_open_asks_for_its_credits()
    {
        Start(new FakeDevice());

        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(1), 2), Dealer.ExpectMsg<TpuWorker.Demand>());
    }

    [Fact]
    public void A_lease_is_answered_with_what_its_frame_shows()
    {
        var device = new FakeDevice();
        Start(device);
        Lease(7, epoch: 1);

        var answer = Dealer.ExpectMsg<TpuWorker.Inference>();

        Assert.Equal(("fake:0", new FrameId("front", 7), new Epoch(1), 1), (answer.Device, answer.Frame, answer.Epoch, answer.Attempt));
        var square = TestPatternSource.Square(Frames.Width, Frames.Height, 7);
        Assert.Equal((double)square.X / Frames.Width, Assert.Single(answer.Detections).Box.XMin, 0.03);
    }

    [Fact]
    public void A_worker_that_was_given_up_begins_a_new_life_when_it_is_told_to_once()
    {
        Start(new FakeDevice());
        var worker = Lease(7, epoch: 1);
        Dealer.ExpectMsg<TpuWorker.Inference>();

        worker.Tell(new TpuWorker.Renew(new Epoch(1)));
        worker.Tell(new TpuWorker.Renew(new Epoch(1)));

        Assert.Equal(new TpuWorker.Demand("fake:0", new Epoch(2), 2), Dealer.ExpectMsg<TpuWorker.Demand>());

        // What it still had of its old life is somebody else's by now.
        Lease(8, epoch: 1, worker);
        Settle(worker);
        Dealer.ExpectNoMsg(TimeSpan.Zero);
        Lease(9, epoch: 2, worker);
        Assert.Equal(9, Dealer.ExpectMsg<TpuWorker.Inference>().Frame.Sequence);
    }

    [Fact]
    public void Each_worker_has_a_device_of_its_own_and_is_given_its_own_leases()
    {
        Start(new FakeDevice(), new FakeDevice(), new FakeDevice());
        var workers = new Dictionary<string, IActorRef>();
        for (var i = 0; i < 3; i++)
        {
            workers.Add(Dealer.ExpectMsg<TpuWorker.Demand>().Device, Dealer.LastSender);
        }

        Assert.Equal(["fake:0", "fake:1", "fake:2"], workers.Keys.Order());
        foreach (var (device, worker) in workers)
        {
            Router.Tell(LeaseOf(worker, 7, 1));
            Assert.Equal(device, Dealer.ExpectMsg<TpuWorker.Inference>().Device);
        }
    }
}
