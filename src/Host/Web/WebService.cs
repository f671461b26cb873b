using Actors.Host.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Web;

/// <summary>Answers browsers and scripts while the pipeline runs. A port that is taken is told, and the pipeline runs without.</summary>
internal sealed class WebService : IHostedService
{
    // The last metrics are sent to a collector that may take five seconds to answer, or never does. Outputs are closed after this.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(600);

    private readonly WebSettings _settings;
    private readonly ILoggerFactory _logs;
    private readonly ILogger<WebService> _log;
    private WebServer? _server;

    public WebService(WebSettings settings, ILoggerFactory logs, ILogger<WebService> log)
    {
        _settings = settings;
        _logs = logs;
        _log = log;
    }

    /// <summary>What it shows; set as the actors are made, which is before it starts.</summary>
    public ObservedPipeline? Pipeline { get; set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Pipeline is not { } pipeline)
        {
            return;
        }

        try
        {
            _server = await WebServer.StartAsync(_settings, pipeline, _logs, cancellationToken);
            _log.LogInformation("The page is at {Address}", _server.Address);
        }
        catch (OperationCanceledException)
        {
            // The run was over before it had started.
        }
        catch (IOException taken)
        {
            _log.LogWarning("There is no page, since {Endpoint} cannot be listened at: {Reason} Choose another address with --web, or --no-web for none.", _settings.Endpoint, taken.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not { } server)
        {
            return;
        }

        // It blocks the thread that it is called on.
        var ending = Task.Run(async () => await server.DisposeAsync(), CancellationToken.None);
        try
        {
            await ending.WaitAsync(StopLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It may go on until the program ends, and no longer.
        }
    }
}
