using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Host.Web;

/// <summary>A collector of OpenTelemetry's protocol, over gRPC or HTTP, that knows the metrics that it is sent by their names.</summary>
/// <remarks>Of the messages (opentelemetry-proto, metrics/v1) it knows the way to the names: resource, scope, metric, name.</remarks>
internal sealed class Collector : IAsyncDisposable
{
    // gRPC's frames: a byte for compression and the length in four.
    private const int FrameHeader = 5;

    private static readonly int[] WayToNames = [1, 2, 2, 1];

    private readonly WebApplication _application;
    private readonly Channel<byte[]> _requests = Channel.CreateUnbounded<byte[]>();

    private Collector(WebApplication application, string address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Waits until these metrics have come, in whatever order.</summary>
    public async Task SeesAsync(params IReadOnlyList<string> names)
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        for (var missing = names.ToHashSet(StringComparer.Ordinal); missing.Count > 0;)
        {
            var request = await _requests.Reader.ReadAsync(patience.Token);
            missing.ExceptWith(Fields(request, WayToNames).Select(Encoding.UTF8.GetString));
        }
    }

    /// <summary>Starts one.</summary>
    public static async Task<Collector> StartAsync(bool overGrpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listening => listening.Protocols = overGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        Collector? collector = null;
        application.UseRouting();
        application.MapPost("/v1/metrics", async (HttpContext context) => collector!._requests.Writer.TryWrite(await BodyAsync(context)));
        application.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", async (HttpContext context) =>
        {
            var body = await BodyAsync(context);
            collector!._requests.Writer.TryWrite(body[FrameHeader..(FrameHeader + (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)))]);
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[FrameHeader]);
        });
        await application.StartAsync();
        return collector = new Collector(application, application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    // All values at the end of a way through nested messages. Of protocol buffers' wire types those that nest or hold text, and
    // the others to step over.
    private static List<byte[]> Fields(byte[] message, ReadOnlySpan<int> way)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    var value = message[at..(at + length)];
                    at += length;
                    if ((int)(tag >> 3) == way[0])
                    {
                        found.AddRange(way.Length == 1 ? [value] : Fields(value, way[1..]));
                    }

                    break;
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
