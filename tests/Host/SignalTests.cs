using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Actors.Tests.Host;

/// <summary>Ctrl-C and SIGTERM: an end within five seconds, with everything written that was on its way.</summary>
[Collection(AloneTests.Name)]
public sealed class SignalTests : IDisposable
{
    // The promise, with no allowance: it is kept with a second to spare, where other tests do not take the cores.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [SkippableTheory]
    [InlineData(HostProcess.Interrupt)]
    [InlineData(HostProcess.Terminate)]
    public async Task A_signal_drains_and_every_line_is_whole(int signal)
    {
        HostProcess.RequireNotIgnored(signal);
        using var process = _program.Start("run", "--camera", "test:64x48@0", "--devices", "2xsim:1ms", "--output", "jsonl:-", "--output", "video:out.avi");
        await process.SeesAsync("\"sequence\":20,");

        var result = await SignalledAsync(process, signal);

        var frames = result.Done().Frames;
        FrameLine.AssertComplete(frames, frames.Count);
        Assert.Equal(frames.Count, Pictures.Count(_program.Folder.PathOf("out.avi")).Frames);
        Assert.Contains("sim:0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_does_not_answer_does_not_hold_the_program()
    {
        using var process = _program.Start("run", "--camera", "test:64x48@0", "--devices", "sim:1ms,sim:60s", "--output", "jsonl:-");
        await process.SeesAsync("\"sequence\":0,");

        (await SignalledAsync(process, HostProcess.Terminate)).Done();
    }

    [SkippableFact]
    public async Task A_stream_that_refuses_is_tried_again_and_does_not_hold_the_program()
    {
        RequireFfmpeg();

        // Taken, so that nobody else answers there, and without anybody who listens.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var process = _program.Start("run", "--camera", $"rtsp://user:secret@{taken.LocalEndPoint}/stream", "--devices", "sim:1ms", "--output", "jsonl:-");
        await process.SeesAsync("Trying again in 0.5 s");
        await process.SeesAsync("Trying again in 1.0 s");

        var result = await SignalledAsync(process, HostProcess.Terminate);

        Assert.Equal("", result.Done().Output);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_stream_that_does_not_answer_does_not_hold_the_program()
    {
        RequireFfmpeg();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = _program.Start("run", "--camera", $"rtsp://{silent.LocalEndpoint}/stream", "--devices", "sim:1ms", "--output", "jsonl:-");
        using var connection = await silent.AcceptTcpClientAsync();

        var result = await SignalledAsync(process, HostProcess.Terminate);

        Assert.Equal("", result.Done().Output);
        Assert.DoesNotContain("Trying again", result.Error, StringComparison.Ordinal);
    }

    private static void RequireFfmpeg() => Skip.IfNot(Commands.Exist("ffmpeg"), "ffmpeg is not installed, which reads network cameras.");

    private static async Task<HostResult> SignalledAsync(HostProcess process, int signal)
    {
        var start = Stopwatch.GetTimestamp();
        process.Signal(signal);
        var result = await process.EndAsync();
        var took = Stopwatch.GetElapsedTime(start);
        Assert.True(took < Promise, $"{took.TotalSeconds:0.0} s. {result.Error}");
        return result;
    }
}
