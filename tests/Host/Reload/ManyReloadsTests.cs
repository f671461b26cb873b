using System.Globalization;

namespace Actors.Tests.Host.Reload;

/// <summary>A run whose settings are read again all the time, good ones and bad ones.</summary>
public sealed class ManyReloadsTests : IDisposable
{
    private const int Times = 200;

    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task Two_hundred_SIGHUPs_with_good_and_broken_files_cost_none_of_a_files_frames()
    {
        HostProcess.RequireNotIgnored(HostProcess.Hangup);
        Write("own.conf", "");
        using var process = _program.Start("run", "--hocon", "own.conf", "--camera", "test:64x48@0", "--devices", "2xsim:4ms", "--output", "jsonl:-");
        await process.SeesMoreFramesAsync();
        for (var time = 1; time <= Times; time++)
        {
            var (text, told) = Settings(time);
            Write("own.conf", text);

            process.Signal(HostProcess.Hangup);

            await process.SeesAsync(told);
        }

        process.Signal(HostProcess.Terminate);
        var frames = (await process.EndAsync()).Done().Frames;
        FrameLine.AssertComplete(frames, frames.Count);
    }

    // What is told of each is told of none before it.
    private static (string Text, string Told) Settings(int time) => (time % 4) switch
    {
        0 => ($"{Pool}.no-such-key-{time} = 1", $"no-such-key-{time}: there is no such setting"),
        1 => ($"{Pool}.reopen-delay-limit = {1000 + time}ms", $"-> {1000 + time} ms, in force after"),
        2 => ($"{Pool}.credits = lots-{time}", $"'lots-{time}' is no whole number"),
        _ => ($"{new string('\n', time)}{Pool} {{", string.Create(CultureInfo.InvariantCulture, $"line {time + 1}: '{{' is never closed")),
    };

    private const string Pool = "akka.actor.deployment.\"/pipeline/tpu\"";

    // By another name first, so that nobody reads half of it.
    private void Write(string name, string text)
    {
        _program.File("written", text);
        File.Move(_program.Folder.PathOf("written"), _program.Folder.PathOf(name), overwrite: true);
    }
}
