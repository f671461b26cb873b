using Actors.Host.Configuration;
using Actors.Host.Reload;
using Actors.Host.Web;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;

namespace Actors.Host;

/// <summary>The generic host around a pipeline: actor system, logging, systemd, Ctrl-C.</summary>
internal static class PipelineHost
{
    // Ctrl-C and SIGTERM promise an end within five seconds; the rest of them is for the process's own end.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(4);

    /// <summary>Runs a pipeline to its end, or until the program is asked to stop.</summary>
    /// <param name="reader">Reads its settings, of which it starts with the first.</param>
    /// <param name="meter">Where it counts.</param>
    /// <param name="triggers">What has it read its settings again.</param>
    /// <param name="web">Where it answers over HTTP.</param>
    /// <param name="stopping">Asks it to stop, besides the signals.</param>
    /// <exception cref="Exception">A camera failed, or no device opened.</exception>
    public static async Task RunAsync(PlanReader reader, PipelineMeter meter, ReloadTriggers triggers, WebSettings web, CancellationToken stopping)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = new HostBuilder()
            .UseSystemd()
            .UseSerilog((_, logging) => Configure(logging, reader.First.Configuration))
            .ConfigureHostOptions(options => options.ShutdownTimeout = ShutdownLimit)
            .ConfigureServices(services =>
            {
                services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
                services.AddSingleton(ended);
                services.AddSingleton(triggers);
                services.AddSingleton(web);

                services.AddAkka("actors", akka => akka
                    .AddHocon(reader.First.Hocon, HoconAddMode.Replace)
                    .ConfigureLoggers(loggers =>
                    {
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    })
                    .WithActors((system, registry, resolver) =>
                    {
                        system.ActorOf(CameraLog.Props(resolver.GetService<ILogger<CameraLog>>()), "camera-log");
                        system.ActorOf(DeviceLog.Props(resolver.GetService<ILogger<DeviceLog>>()), "device-log");
                        var pipeline = system.ActorOf(PipelineActor.Props(reader.Settings, meter, ended), "pipeline");
                        registry.Register<PipelineActor>(pipeline);
                        var reload = system.ActorOf(
                            ReloadActor.Props(reader.Again, reader.Settings, pipeline, resolver.GetService<ILogger<ReloadActor>>()), "reload");
                        registry.Register<ReloadActor>(reload);
                        if (web.Endpoint is not null)
                        {
                            var observed = new ObservedPipeline(meter, reader.Settings, pipeline, reload, resolver.GetService<ILogger<ObservedPipeline>>());
                            system.ActorOf(PipelineListener.Props(observed), "web");
                            resolver.GetService<WebService>().Pipeline = observed;
                        }
                    }));
                services.AddHostedService<PipelineService>();
                services.AddHostedService<ReloadService>();
                if (web.Endpoint is not null)
                {
                    services.AddSingleton<WebService>();
                    services.AddHostedService(provider => provider.GetRequiredService<WebService>());
                }
            });
        var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var overdue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var watch = lifetime.ApplicationStopping.Register(() => Task.Delay(ShutdownLimit).ContinueWith(_ => overdue.TrySetResult(), TaskScheduler.Default));
        var running = RunToTheEndAsync(host, stopping);

        // A device that does not answer holds its actor, and that the whole system's stop: the program ends without them.
        if (await Task.WhenAny(running, overdue.Task) == running)
        {
            await running;
        }

        if (ended.Task.IsCompleted)
        {
            await ended.Task;
        }
    }

    private static void Configure(LoggerConfiguration logging, IConfiguration configuration)
    {
        try
        {
            // What stops the host from starting is the program's to tell, and without a stack trace.
            if (!configuration.GetSection("Serilog").Exists())
            {
                // A settings file of one's own that leaves logging out still wants to be told what goes wrong.
                logging.MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("Akka", LogEventLevel.Warning)
                    .WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                        outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}");
            }

            logging.ReadFrom.Configuration(configuration).MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new UsageException($"The configuration's section 'Serilog' is wrong: {wrong.Message}", wrong);
        }
    }

    private static async Task RunToTheEndAsync(IHost host, CancellationToken stopping)
    {
        using (host)
        {
            try
            {
                await host.RunAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Asked to stop before it had started.
            }
        }
    }
}
