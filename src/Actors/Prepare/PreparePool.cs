using Actors.Route;
using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Akka.Util;

namespace Actors.Prepare;

/// <summary>
/// The router of HOCON's <c>router = prepare-pool</c>: deals frames to the preprocessors in turns, and has as many of them as
/// the frames need.
/// </summary>
/// <remarks>
/// It starts with <c>nr-of-instances</c> and grows and shrinks within the <see cref="UseBounds"/> that it was told last, by
/// how long frames wait for a preprocessor: see <see cref="PoolSizing"/>.
/// </remarks>
public sealed class PreparePool : Pool
{
    /// <summary>To the router: how many preprocessors there may be. It has so many from the next frame on.</summary>
    /// <param name="Least">So many at least.</param>
    /// <param name="Most">So many at most; where that is less than <paramref name="Least"/>, always that many.</param>
    public sealed record UseBounds(int Least, int Most);

    /// <summary>To the router: count the frames that wait for a preprocessor here.</summary>
    public sealed record UseMeter(QueueMeter Waiting);

    private readonly PrepareQueue _queue;

    /// <summary>Creates the pool from its HOCON section; Akka calls this for <c>router = prepare-pool</c>.</summary>
    public PreparePool(Config config)
        : this(config.GetInt("nr-of-instances"), new PrepareQueue(TimeProvider.System))
    {
    }

    private PreparePool(int instances, PrepareQueue queue)
        : base(instances, new ByWaiting(queue), DefaultSupervisorStrategy, null, false) => _queue = queue;

    /// <inheritdoc/>
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <inheritdoc/>
    public override Router CreateRouter(ActorSystem system) => new(new InTurns(_queue));

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: frames lie in this machine's memory.</exception>
    public override ISurrogate ToSurrogate(ActorSystem system) =>
        throw new NotSupportedException("A pool of preprocessors belongs to its machine and is never sent to another.");

    // Runs on the sender's thread.
    private sealed class InTurns(PrepareQueue queue) : RoutingLogic
    {
        private readonly RoundRobinRoutingLogic _turns = new();

        public override Routee Select(object message, Routee[] routees)
        {
            switch (message)
            {
                case UseBounds bounds:
                    queue.Bounds = bounds;
                    return Routee.NoRoutee;
                case UseMeter meter:
                    queue.Waiting = meter.Waiting;
                    return Routee.NoRoutee;
                case Capture.Frame frame:
                    frame.EnterQueue(queue);
                    break;
            }

            return _turns.Select(message, routees);
        }
    }

    private sealed class ByWaiting(PrepareQueue queue) : Resizer
    {
        // For every frame, on the sender's thread.
        public override bool IsTimeForResize(long messageCounter) => queue.IsSizingDue;

        public override int Resize(IEnumerable<Routee> currentRoutees) => queue.ChangeFrom(currentRoutees.Count());
    }
}
