using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace Actors.Host;

/// <summary>The generic host around a pipeline: actor system, logging, systemd, Ctrl-C.</summary>
internal static class PipelineHost
{
    // What Ctrl-C and SIGTERM promise.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5);

    /// <summary>Runs a pipeline to its end, or until the program is asked to stop.</summary>
    /// <param name="settings">The pipeline.</param>
    /// <param name="meter">Where it counts.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="configuration">The host's configuration, for logging.</param>
    /// <param name="stopping">Asks it to stop, besides the signals.</param>
    /// <exception cref="Exception">A camera failed, or no device opened.</exception>
    public static async Task RunAsync(
        PipelineSettings settings, PipelineMeter meter, Akka.Configuration.Config hocon, IConfiguration configuration, CancellationToken stopping = default)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = new HostBuilder()
            .UseSystemd()
            .UseSerilog((_, logging) => logging.ReadFrom.Configuration(configuration))
            .ConfigureHostOptions(options => options.ShutdownTimeout = ShutdownLimit)
            .ConfigureServices(services =>
            {
                services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
                services.AddSingleton(ended);
                services.AddAkka("actors", akka => akka
                    .AddHocon(hocon, HoconAddMode.Replace)
                    .ConfigureLoggers(loggers =>
                    {
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    })
                    .WithActors((system, registry) => registry.Register<PipelineActor>(system.ActorOf(PipelineActor.Props(settings, meter, ended), "pipeline"))));
                services.AddHostedService<PipelineService>();
            });
        using var host = builder.Build();
        await host.RunAsync(stopping);

        // Where draining took too long the pipeline has not ended; the program does.
        if (ended.Task.IsCompleted)
        {
            await ended.Task;
        }
    }
}
