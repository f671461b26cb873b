using System.Net;
using System.Net.Sockets;

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

    [Fact]
    public async Task A_collector_that_takes_all_and_answers_nothing_does_not_cost_the_outputs_their_end()
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var program = new HostProgram();
        program.Environment["ACTORS_Web__Address"] = "127.0.0.1:0";
        program.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}";
        program.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        program.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
        using var process = program.Start("run", "--devices", "sim:5ms", "--camera", "front=test:64x48@30", "--output", "video:seen.mp4", "--output", "jsonl:-");
        using var connection = await silent.AcceptTcpClientAsync(patience.Token);
        await process.SeesMoreFramesAsync();

        process.Signal(HostProcess.Terminate);

        // A video that is not ended is none.
        (await process.EndAsync()).Done();
        Assert.InRange(Pictures.Count(program.Folder.PathOf("seen.mp4")).Frames, 3, int.MaxValue);
    }
}
