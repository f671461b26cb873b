using Akka.Configuration;
using Akka.Dispatch;

namespace Actors.Threads;

/// <summary>Gives each actor a thread that sleeps between messages: <c>type = "Actors.Threads.PinnedThread, Actors"</c>.</summary>
/// <remarks>Akka's <c>PinnedDispatcher</c>, whose thread would spin; see <see cref="SleepingThreads"/>.</remarks>
/// <param name="config">The dispatcher's section.</param>
/// <param name="prerequisites">What it needs of the actor system.</param>
public sealed class PinnedThread(Config config, IDispatcherPrerequisites prerequisites) : MessageDispatcherConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this,
        Config.GetString("id"),
        Config.GetInt("throughput"),
        Config.GetTimeSpan("throughput-deadline-time").Ticks,
        new ThreadsExecutor(Config, Prerequisites, threads: 1),
        Config.GetTimeSpan("shutdown-timeout"));
}
