using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Akka.Util;

namespace Actors.Route;

/// <summary>The router of HOCON's <c>router = tpu-pool</c>: supervises one worker per device and delivers leases to them.</summary>
/// <remarks>
/// <para>
/// It is declared where Akka users look for a router, in <c>akka.actor.deployment</c>, and read by
/// <see cref="PoolSettings"/>. It starts empty: the pipeline adds a worker for each device it resolved.
/// </para>
/// <para>
/// Akka's routers push; this one never does. The <see cref="FrameDealer"/> decides which worker gets a frame, from the
/// workers' demand, and the lease says so; the routing logic only finds that worker.
/// </para>
/// </remarks>
public sealed class TpuPool : Pool
{
    /// <summary>A message for one worker.</summary>
    public interface IAddressed
    {
        /// <summary>The worker.</summary>
        IActorRef Worker { get; }
    }

    /// <summary>Creates the pool from its HOCON section; Akka calls this for <c>router = tpu-pool</c>.</summary>
    public TpuPool(Config config)
        : base(0, null, WorkersRestart, null, false)
    {
        // What is wrong in it is told now, and not when the first frame comes.
        _ = PoolSettings.From(config);
    }

    // A worker that fails restarts at once and keeps its mailbox; how long it then waits before it opens its device
    // again is its own business. It says itself what failed, in one line, so Akka need not log the exception.
    private static SupervisorStrategy WorkersRestart =>
        new OneForOneStrategy(maxNrOfRetries: -1, withinTimeMilliseconds: -1, _ => Directive.Restart, loggingEnabled: false);

    /// <summary>The last device may leave; the next comes to the same router.</summary>
    public override bool StopRouterWhenAllRouteesRemoved => false;

    /// <inheritdoc/>
    public override int GetNrOfInstances(ActorSystem system) => 0;

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new ByAddress());

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: devices are this machine's.</exception>
    public override ISurrogate ToSurrogate(ActorSystem system) =>
        throw new NotSupportedException("A device pool belongs to its machine and is never sent to another.");

    private sealed class ByAddress : RoutingLogic
    {
        // Runs on the sender's thread. With at most some tens of workers a search is faster than any index.
        public override Routee Select(object message, Routee[] routees)
        {
            if (message is IAddressed { Worker: var worker })
            {
                foreach (var routee in routees)
                {
                    if (routee is ActorRefRoutee { Actor: var actor } && actor.Equals(worker))
                    {
                        return routee;
                    }
                }

                // A worker can ask for its first frame before the router has counted it among its own.
                return new ActorRefRoutee(worker);
            }

            return Routee.NoRoutee;
        }
    }
}
