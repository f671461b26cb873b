using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Actors.Host.Web;

/// <summary>The instruments for Prometheus, which asks for them at <c>/metrics</c>; and over OTLP, where the environment names a collector.</summary>
internal static class MetricsEndpoint
{
    // OpenTelemetry's own variables, which its exporter reads, too.
    private static readonly string[] CollectorVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    // From a millisecond, in which a fast device is done, to the seconds in which a slow one is given up.
    private static readonly double[] Bounds = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Adds what makes them.</summary>
    public static void AddPipelineMetrics(this IServiceCollection services, ObservedPipeline pipeline)
    {
        services.AddMetrics();
        services.AddSingleton<PipelineInstruments>();
        services.AddHostedService<Starter>();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("actors")).WithMetrics(metrics =>
        {
            metrics
                .AddMeter(PipelineInstruments.MeterName)
                .AddMeter("System.Runtime")
                .AddView(PipelineInstruments.FrameLatency, new ExplicitBucketHistogramConfiguration { Boundaries = Bounds })
                .AddPrometheusExporter();
            if (CollectorVariables.Any(variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 }))
            {
                metrics.AddOtlpExporter();
            }
        });
    }

    /// <summary>Adds the address.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));

    // Instruments are there from the start, and not from when somebody first asks.
    private sealed class Starter(PipelineInstruments instruments) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = instruments;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
