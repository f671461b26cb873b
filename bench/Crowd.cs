using System.Net;
using System.Net.Sockets;

namespace Actors.Bench;

/// <summary>Clients of a host's page, who all ask for the same and read as fast as it comes, or slower.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan BetweenSlowReads = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client;
    private readonly List<Task> _reading = [];
    private long _pictures;

    private Crowd(Uri host, int? receiveBuffer) => _client = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (context, stopping) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            if (receiveBuffer is { } size)
            {
                socket.ReceiveBufferSize = size;
            }

            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, stopping);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = host,
    };

    /// <summary>Pictures that all of them have begun to get so far.</summary>
    public long Pictures => Interlocked.Read(ref _pictures);

    /// <summary>How many are served.</summary>
    public int Served => _reading.Count;

    /// <summary>Has so many ask for an address.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">What they ask for.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="bytesPerSecond">How fast each reads; null for as fast as it comes.</param>
    public static async Task<Crowd> GatherAsync(Uri host, string path, int count, int? bytesPerSecond = null)
    {
        var crowd = new Crowd(host, bytesPerSecond);
        var asked = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => crowd.AskAsync(path)));
        crowd._reading.AddRange(asked.OfType<HttpResponseMessage>().Select(response => crowd.ReadAsync(response, bytesPerSecond)));
        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_reading);
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task<HttpResponseMessage?> AskAsync(string path)
    {
        try
        {
            var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            response.Dispose();
        }
        catch (HttpRequestException)
        {
            // Not let in.
        }

        return null;
    }

    private async Task ReadAsync(HttpResponseMessage response, int? bytesPerSecond)
    {
        using (response)
        {
            try
            {
                using var stream = await response.Content.ReadAsStreamAsync(_stopping.Token);
                var buffer = new byte[bytesPerSecond ?? 64 * 1024];
                for (int read; (read = await stream.ReadAsync(buffer, _stopping.Token)) > 0;)
                {
                    // A head in two parts is not counted; there are few.
                    Interlocked.Add(ref _pictures, buffer.AsSpan(0, read).Count("image/jpeg"u8));
                    if (bytesPerSecond is not null)
                    {
                        await Task.Delay(BetweenSlowReads, _stopping.Token);
                    }
                }
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or HttpRequestException)
            {
                // They go, or the host has hung up on who reads too slowly.
            }
        }
    }
}
