namespace Actors.Tests.Host.Web;

/// <summary>Metrics for a collector that the environment names.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task They_are_sent_by_themselves(string protocol)
    {
        await using var collector = await Collector.StartAsync(overGrpc: protocol == "grpc");
        var web = RunningWeb.With("--devices", "sim:5ms", "--camera", "front=test:64x48@30");
        web.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
        web.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        web.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
        await web.InitializeAsync();
        try
        {
            await collector.SeesAsync("actors.frames", "actors.frame.latency", "actors.device.state", "dotnet.gc.collections");
        }
        finally
        {
            await web.DisposeAsync();
        }
    }
}
