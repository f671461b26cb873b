using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;

namespace Actors.Host;

/// <summary>Ties the pipeline's life to the program's: its end ends the program, and the program's end drains it.</summary>
internal sealed class PipelineService : IHostedService
{
    // Ctrl-C and SIGTERM promise an end within five seconds; what is left of them is for the actor system and the outputs.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(3.2);

    private readonly IReadOnlyActorRegistry _registry;
    private readonly TaskCompletionSource _ended;
    private readonly IHostApplicationLifetime _lifetime;

    public PipelineService(IReadOnlyActorRegistry registry, TaskCompletionSource ended, IHostApplicationLifetime lifetime)
    {
        _registry = registry;
        _ended = ended;
        _lifetime = lifetime;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ended.Task.ContinueWith(_ => _lifetime.StopApplication(), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.Get<PipelineActor>().Tell(PipelineActor.Drain.Instance);
        await Task.WhenAny(_ended.Task, Task.Delay(DrainLimit, cancellationToken));
    }
}
