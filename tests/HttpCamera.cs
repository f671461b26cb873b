using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>A network camera that speaks HTTP: gives everyone who connects the same stream, once or without end, and then hangs up.</summary>
internal sealed class HttpCamera : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _contentType;
    private readonly byte[] _stream;
    private readonly Task _serving;
    private readonly List<Task> _answers = [];
    private int _connections;
    private int _served;

    public HttpCamera(string contentType, byte[] stream)
    {
        _contentType = contentType;
        _stream = stream;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Whether the stream begins again where it ends.</summary>
    public bool IsEndless { get; init; }

    /// <summary>How many it serves at a time; others it hangs up on.</summary>
    public int MostAtOnce { get; init; } = int.MaxValue;

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/video";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>One that sends Motion JPEG, as many do.</summary>
    public static HttpCamera OfJpegs(IEnumerable<byte[]> jpegs) =>
        new("multipart/x-mixed-replace; boundary=frame", [.. jpegs.SelectMany(jpeg => (byte[])
            [.. Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), .. jpeg, .. "\r\n"u8])]);

    /// <summary>A grey picture as JPEG.</summary>
    public static byte[] Jpeg(int width, int height, int brightness = 128)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(brightness));
        Assert.True(Cv2.ImEncode(".jpg", picture, out var jpeg));
        return jpeg;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        await Task.WhenAll(_answers);
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                _answers.Add(AnswerAsync(client));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (Interlocked.Increment(ref _served) <= MostAtOnce)
                {
                    var stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Type: {_contentType}\r\n\r\n"));
                    do
                    {
                        await stream.WriteAsync(_stream);
                    }
                    while (IsEndless);
                }
            }
            catch (IOException)
            {
                // The program has what it wanted.
            }
            finally
            {
                Interlocked.Decrement(ref _served);
            }
        }
    }
}
