using Actors.Route;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Actors.Tests;

/// <summary>A test with an actor system of its own, configured as the program's is, in which time stands still.</summary>
public abstract class ActorTest : TestKit
{
    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka.scheduler.implementation = "Actors.Tests.VirtualTime, Actors.Tests"
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF

        # Of the machine's time, which other tests take as well.
        akka.test.single-expect-default = 60s
        """).WithFallback(ReferenceConfig.Value);

    private readonly IActorRef _standIn;

    protected ActorTest()
        : base(Settings)
    {
        Pipeline = CreateTestProbe("pipeline-probe");
        _standIn = Sys.ActorOf(Props.Create(() => new PipelineStandIn(Pipeline.Ref)), "pipeline");
    }

    /// <summary>Hears what a pipeline's children tell their parent.</summary>
    protected TestProbe Pipeline { get; }

    protected VirtualTime Time => (VirtualTime)Sys.Scheduler;

    /// <summary>The pool's settings as actors.conf has them.</summary>
    internal static PoolSettings Pool { get; } = PoolSettings.From(ReferenceConfig.Value.GetConfig(PoolSettings.Section));

    /// <summary>Makes an actor where the pipeline would, so that HOCON's deployments apply to it.</summary>
    protected IActorRef ChildOfPipeline(Props props, string name)
    {
        var asking = CreateTestProbe();
        _standIn.Tell(new PipelineStandIn.Make(props, name), asking.Ref);
        return asking.ExpectMsg<IActorRef>();
    }

    /// <summary>Waits until an actor has dealt with all that it was told before.</summary>
    protected void Settle(IActorRef actor)
    {
        var asking = CreateTestProbe();
        actor.Tell(new Identify(null), asking.Ref);
        asking.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Waits until <see cref="Pipeline"/> has heard all that its children have told it.</summary>
    protected void SettlePipeline() => Settle(_standIn);

    private sealed class PipelineStandIn(IActorRef probe) : UntypedActor
    {
        public sealed record Make(Props Props, string Name);

        protected override void OnReceive(object message)
        {
            if (message is Make make)
            {
                Sender.Tell(Context.ActorOf(make.Props, make.Name));
            }
            else
            {
                probe.Forward(message);
            }
        }
    }
}
