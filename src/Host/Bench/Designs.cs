using Actors.Host.Bench.Rivals;

namespace Actors.Host.Bench;

/// <summary>All designs there are, this one first.</summary>
internal static class Designs
{
    public static IReadOnlyList<IDesign> All { get; } = [new ActorPipeline(), new Loop(), new ThreadsAndQueues(), new Channels(), new Dataflow()];
}
