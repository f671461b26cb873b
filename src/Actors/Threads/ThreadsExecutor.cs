using Akka.Configuration;
using Akka.Dispatch;

namespace Actors.Threads;

/// <summary>A dispatcher's <see cref="SleepingThreads"/>: <c>executor = "Actors.Threads.ThreadsExecutor, Actors"</c>.</summary>
/// <remarks>As many as <c>dedicated-thread-pool.thread-count</c> says, as for Akka's fork-join executor.</remarks>
public sealed class ThreadsExecutor : ExecutorServiceConfigurator
{
    private readonly int _threads;

    /// <summary>Called by Akka.</summary>
    /// <param name="config">The dispatcher's section.</param>
    /// <param name="prerequisites">What it needs of the actor system.</param>
    public ThreadsExecutor(Config config, IDispatcherPrerequisites prerequisites)
        : this(config, prerequisites, config.GetInt("dedicated-thread-pool.thread-count", Environment.ProcessorCount))
    {
    }

    internal ThreadsExecutor(Config config, IDispatcherPrerequisites prerequisites, int threads)
        : base(config, prerequisites) => _threads = threads;

    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new SleepingThreads(id, _threads);
}
