using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tests.Tpu;
using Actors.Tpu;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Route;

/// <summary>A test of the dealer, whose pool, workers, renderer and pipeline are the test.</summary>
public abstract class FrameDealerTest : ActorTest
{
    private readonly HashSet<TestProbe> _joined = [];

    protected static readonly Epoch First = new(1);

    protected TestProbe Router { get; }

    protected TestProbe Renderer { get; }

    protected TestProbe A { get; }

    protected TestProbe B { get; }

    protected IActorRef Dealer { get; }

    protected FrameDealerTest()
    {
        Router = CreateTestProbe("pool");
        Renderer = CreateTestProbe("renderer");
        A = CreateTestProbe("a");
        B = CreateTestProbe("b");
        Dealer = ChildOfPipeline(FrameDealer.Props(Pool with { MaxAttempts = 2 }, new SchedulerTime(Sys.Scheduler)), "dealer");
        Dealer.Tell(new FrameDealer.UsePool(Router.Ref));
    }

    /// <summary>A device joins whose worker is a probe.</summary>
    protected DeviceRoster.Slot Join(TestProbe worker, DetectionTask? task = null, Device? device = null)
    {
        var slot = new DeviceRoster.Slot(NameOf(worker), life: 1, device ?? new FakeDevice(), task ?? Frames.Task, new DeviceMeter(NameOf(worker)));
        Dealer.Tell(new FrameDealer.AddDevice(slot));
        Pipeline.FishForMessage<DeviceChanged>(changed => changed.Device == NameOf(worker) && changed.State == DeviceState.Opening);
        Dealer.Tell(new TpuWorker.Joined(slot.Name, slot.Life), worker.Ref);
        return slot;
    }

    protected void Demand(TestProbe worker, Epoch epoch, int count)
    {
        if (_joined.Add(worker))
        {
            Join(worker);
        }

        Dealer.Tell(new TpuWorker.Demand(NameOf(worker), epoch, count), worker.Ref);
        Pipeline.FishForMessage<DeviceChanged>(changed => changed.Device == NameOf(worker) && changed.State == DeviceState.InService);
    }

    /// <summary>What the pipeline is told next, and its reason.</summary>
    protected string Told(TestProbe worker, DeviceState state)
    {
        var changed = Pipeline.ExpectMsg<DeviceChanged>();
        Assert.Equal((NameOf(worker), state), (changed.Device, changed.State));
        return changed.Reason;
    }

    protected Frame[] Prepare(int count, string camera = "front", bool live = false, long from = 0)
    {
        var frames = Enumerable.Range(0, count).Select(sequence => Frames.Empty(camera, from + sequence, TestActor, Renderer.Ref, live)).ToArray();
        foreach (var frame in frames)
        {
            Dealer.Tell(new PreparedFrame(frame, default));
        }

        return frames;
    }

    protected void Answer(TestProbe worker, TpuWorker.Lease lease, double ms = 1) => Dealer.Tell(
        new TpuWorker.Inference(NameOf(worker), lease.Frame, lease.Epoch, lease.Attempt, TimeSpan.FromMilliseconds(ms), Array.Empty<Detection>()), worker.Ref);

    protected void Withdraw(TestProbe worker, Epoch epoch, FrameId? failed, bool lost = false) =>
        Dealer.Tell(new TpuWorker.Withdrawn(NameOf(worker), epoch, failed, lost, "the test wants it"), worker.Ref);

    protected void NothingMore(TestProbe probe)
    {
        Settle(Dealer);
        SettlePipeline();
        probe.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>Time passes for the dealer, which has dealt with all before, and with all that it brings after.</summary>
    protected void Elapse(TimeSpan time)
    {
        Settle(Dealer);
        Time.Advance(time);
        Settle(Dealer);
    }

    protected static string NameOf(TestProbe worker) => worker.Ref.Path.Name;
}
