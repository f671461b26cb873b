using System.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Actors.Host.Web;

/// <summary>The instruments for Prometheus, which asks for them at <c>/metrics</c>; and over OTLP, where the environment names a collector.</summary>
internal static class MetricsEndpoint
{
    // OpenTelemetry's own variables begin so; its exporter reads them from the configuration.
    private const string VariablesPrefix = "OTEL_";

    private static readonly string[] CollectorVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    // From a millisecond, in which a fast device is done, to the seconds in which a slow one is given up.
    private static readonly double[] Bounds = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Adds what makes them.</summary>
    /// <param name="services">Where.</param>
    /// <param name="pipeline">What they tell of.</param>
    /// <param name="configuration">Gets OpenTelemetry's variables of the environment, and no others.</param>
    public static void AddPipelineMetrics(this IServiceCollection services, ObservedPipeline pipeline, IConfigurationBuilder configuration)
    {
        configuration.AddInMemoryCollection(Variables());
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
            if (Variables().Any(variable => CollectorVariables.Contains(variable.Key) && variable.Value is { Length: > 0 }))
            {
                metrics.AddOtlpExporter();
            }
        });
    }

    /// <summary>Adds the address.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));

    private static IEnumerable<KeyValuePair<string, string?>> Variables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        where ((string)variable.Key).StartsWith(VariablesPrefix, StringComparison.Ordinal)
        select KeyValuePair.Create((string)variable.Key, (string?)variable.Value);

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
