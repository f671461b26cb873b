using Actors.Interop;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;
using Akka.Routing;
using Akka.TestKit;

namespace Actors.Tests.Tpu;

/// <summary>A test of workers in their pool, whose dealer is the test.</summary>
public abstract class TpuWorkerTest : ActorTest
{
    private readonly DeviceRoster _roster = new(Pool);

    protected TpuWorkerTest()
    {
        Dealer = CreateTestProbe();
        Dealer.IgnoreMessages(message => message is TpuWorker.Joined);
    }

    protected TestProbe Dealer { get; }

    /// <summary>The pool, through which leases go.</summary>
    protected IActorRef Router { get; private set; } = ActorRefs.Nobody;

    protected static void Fail(bool now, InteropException failure)
    {
        if (now)
        {
            throw failure;
        }
    }

    /// <summary>A wait is a tenth shorter or longer than it should be.</summary>
    protected static TimeSpan Earliest(TimeSpan wait) => wait * 0.9;

    protected void UseCredits(int credits) => _roster.Settings = Pool with { Credits = credits };

    protected void FailAndReopen(IActorRef worker, TimeSpan after)
    {
        Dealer.ExpectMsg<TpuWorker.Withdrawn>();
        Settle(worker);
        Time.Advance(Earliest(after) - TimeSpan.FromMilliseconds(1));
        Settle(worker);
        Dealer.ExpectNoMsg(TimeSpan.Zero);
        Time.Advance(after / 5 + TimeSpan.FromMilliseconds(2));
        Dealer.ExpectMsg<TpuWorker.Demand>();
    }

    protected DeviceRoster.Slot Start(params Device[] devices)
    {
        Router = ChildOfPipeline(TpuWorker.Props(_roster, Dealer.Ref, Pipeline.Ref), "tpu");
        var slots = devices.Select(device => _roster.Add(device, Frames.Task)).ToList();
        foreach (var _ in devices)
        {
            Router.Tell(new AdjustPoolSize(1));
        }

        return slots[0];
    }

    // The one worker there is; asking the router comes after the pool has made it.
    protected IActorRef Worker()
    {
        var asking = CreateTestProbe();
        Router.Tell(GetRoutees.Instance, asking.Ref);
        return ((ActorRefRoutee)asking.ExpectMsg<Routees>().Members.Single()).Actor;
    }

    protected IActorRef Lease(long sequence, int epoch, IActorRef? worker = null)
    {
        if (worker is null)
        {
            Dealer.ExpectMsg<TpuWorker.Demand>();
            worker = Dealer.LastSender;
        }

        Router.Tell(LeaseOf(worker, sequence, epoch));
        return worker;
    }

    protected static TpuWorker.Lease LeaseOf(IActorRef worker, long sequence, int epoch)
    {
        var frame = Frames.Pattern("front", sequence, ActorRefs.Nobody, ActorRefs.Nobody);
        Frames.Prepared(frame);
        return new TpuWorker.Lease(worker, frame.Id, new Epoch(epoch), 1, frame.Inputs[0].Tensor.Memory, Timeout.InfiniteTimeSpan);
    }
}
