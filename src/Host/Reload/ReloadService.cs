using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Reload;

/// <summary>All that makes a running host read its settings again: SIGHUP, a file that changes, and <c>actors reload</c>.</summary>
internal sealed class ReloadService : IHostedService
{
    private readonly IReadOnlyActorRegistry _registry;
    private readonly ReloadTriggers _triggers;
    private readonly ILogger<ReloadService> _log;
    private ReloadListener? _listener;

    public ReloadService(IReadOnlyActorRegistry registry, ReloadTriggers triggers, ILogger<ReloadService> log)
    {
        _registry = registry;
        _triggers = triggers;
        _log = log;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var reloading = _registry.Get<ReloadActor>();
        _triggers.Hangup.ReloadBy(Tell);
        _triggers.Watch.Start(Tell, Warn);
        _listener = ReloadListener.Start(SocketFolders.ToListen(), stopping => reloading.Ask<ReloadActor.Outcome>(ReloadActor.Reload.Instance, Timeout.InfiniteTimeSpan, stopping), Warn);
        return Task.CompletedTask;

        void Tell() => reloading.Tell(ReloadActor.Reload.Instance, ActorRefs.NoSender);
        void Warn(string problem) => _log.LogWarning("{Problem}", problem);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }
    }
}
