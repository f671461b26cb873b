using System.Net.Sockets;
using Actors.Host.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Web;

/// <summary>The page and the API, on a port of their own: limits, guards and endpoints, in the order in which a request meets them.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    // Beyond them nobody is let in; each holds some tens of kB.
    private const int MostConnections = 512;
    private const int LargestBody = 64 * 1024;
    private const int LargestHeaders = 16 * 1024;
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    // Before the first request and between two. A browser asks more often, and others open another connection.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(15);

    // Streams end when they hear of the end; who does not read is not waited for.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _application;

    private readonly EventHub _events;

    private WebServer(WebApplication application, EventHub events, string address)
    {
        _application = application;
        _events = events;
        Address = address;
    }

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>Starts.</summary>
    /// <param name="settings">Where, and who may ask.</param>
    /// <param name="pipeline">What it shows.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="stopping">Gives the start up.</param>
    /// <exception cref="IOException">The port is taken, or the address not this machine's.</exception>
    public static async Task<WebServer> StartAsync(WebSettings settings, ObservedPipeline pipeline, ILoggerFactory logs, CancellationToken stopping)
    {
        // Empty: neither files nor the environment of the folder it is started in configure it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actors", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, settings));
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, OthersLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configured(json.SerializerOptions));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(pipeline);
        builder.Services.AddApiDescription();
        builder.Services.AddPipelineMetrics(pipeline, builder.Configuration);
        var application = builder.Build();
        application.UseMiddleware<Failures>();
        if (settings.Proxies.Count > 0)
        {
            application.UseForwardedHeaders(Forwarded(settings));
        }

        application.UseMiddleware<AnswerHeaders>();
        application.UseMiddleware<HostCheck>();
        application.UseMiddleware<SameOrigin>();
        application.UseMiddleware<RequestRate>();
        application.UseMiddleware<TokenGate>();
        application.UseRouting();
        application.MapPages();
        application.MapHealth();
        application.MapCameras();
        application.MapDevices();
        application.MapEvents();
        application.MapSettings();
        application.MapDetect();
        application.MapMetrics();
        application.MapApiDescription();
        try
        {
            await application.StartAsync(stopping);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new IOException(failure.Message, failure);
        }

        return new WebServer(application, pipeline.Events, application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _events.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    // From the last of several proxies back to the first that is not one of them: whom that asks for is anybody's to say.
    private static ForwardedHeadersOptions Forwarded(WebSettings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        return options;
    }

    private static void Limit(KestrelServerOptions kestrel, WebSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
        kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
        kestrel.Limits.KeepAliveTimeout = IdleLimit;
        kestrel.Listen(settings.Endpoint!, listening =>
        {
            listening.Protocols = HttpProtocols.Http1;
            listening.Use(new ConnectionLimit(settings).ServeAsync);
        });
    }

    // Signals are for the host around it.
    private sealed class OthersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
