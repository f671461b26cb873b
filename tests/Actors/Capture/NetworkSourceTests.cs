using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>Network cameras, played by a socket of the test; ffmpeg is the real one.</summary>
public sealed class NetworkSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _camera = new(IPAddress.Loopback, 0);

    public NetworkSourceTests()
    {
        Skip.IfNot(Commands.Exist("ffmpeg"), "ffmpeg is not installed, which reads network cameras.");
        _camera.Start();
    }

    private string Address => $"http://127.0.0.1:{((IPEndPoint)_camera.LocalEndpoint).Port}/video";

    public void Dispose()
    {
        _camera.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_camera_whose_frames_come_unevenly_gives_each_of_them_once()
    {
        // Of the thirty frames of a second every seventh: 0, 7, 14, 21, 28.
        var clip = _folder.PathOf("uneven.mkv");
        using (var making = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=rate=30:duration=1:size=66x49", "-vf", "select=not(mod(n\\,7))", "-fps_mode", "vfr", clip]))
        {
            await making.WaitForExitAsync();
        }

        var serving = ServeAsync(await File.ReadAllBytesAsync(clip));
        using var source = NetworkSource.Open(Address, "camera", CancellationToken.None);
        await serving;
        using var picture = new Mat();
        var frames = 0;
        var end = Assert.Throws<SourceException>(() =>
        {
            while (source.Read(picture, CancellationToken.None))
            {
                frames++;
            }
        });

        Assert.Equal(5, frames);
        Assert.Contains("no more frames", end.Message, StringComparison.Ordinal);

        // A side that is not even loses its last row or column.
        Assert.Equal(new Size(66, 48), picture.Size());
    }

    [SkippableFact]
    public async Task A_camera_that_does_not_answer_is_given_up_when_the_program_stops()
    {
        using var stopping = new CancellationTokenSource();
        var opening = Task.Run(() => NetworkSource.Open(Address, "camera", stopping.Token));
        using var silent = await _camera.AcceptTcpClientAsync();

        await stopping.CancelAsync();

        await Assert.ThrowsAsync<SourceException>(() => opening);
    }

    private async Task ServeAsync(byte[] content)
    {
        using var client = await _camera.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Length: {content.Length}\r\nContent-Type: video/x-matroska\r\n\r\n"));
        await stream.WriteAsync(content);
    }
}
