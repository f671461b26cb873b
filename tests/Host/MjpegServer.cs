using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace Actors.Tests.Host;

/// <summary>A camera that speaks Motion JPEG over HTTP, as many do, and hangs up after so many frames.</summary>
internal sealed class MjpegServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _framesPerConnection;
    private readonly byte[] _jpeg;
    private readonly Task _serving;
    private int _connections;

    public MjpegServer(int framesPerConnection)
    {
        _framesPerConnection = framesPerConnection;
        using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(128));
        Cv2.ImEncode(".jpg", picture, out _jpeg);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/video.mjpg";

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"));
            for (var i = 0; i < _framesPerConnection; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {_jpeg.Length}\r\n\r\n"));
                await stream.WriteAsync(_jpeg);
                await stream.WriteAsync("\r\n"u8.ToArray());
            }
        }
        catch (IOException)
        {
            // The program has what it wanted.
        }
    }
}
