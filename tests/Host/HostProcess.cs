using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Actors.Tests.Host;

/// <summary>A running program.</summary>
public sealed partial class HostProcess : IDisposable
{
    /// <summary>SIGHUP of signal.h.</summary>
    public const int Hangup = 1;

    /// <summary>SIGINT of signal.h: Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL of signal.h.</summary>
    public const int Killed = 9;

    /// <summary>SIGTERM of signal.h.</summary>
    public const int Terminate = 15;

    /// <summary>How long to wait for what is to come: a run takes a second or two, and more on a machine that does much beside.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Seen)> _waiting = [];
    private readonly Task _reading;

    private HostProcess(Process process, bool readOutput)
    {
        _process = process;
        _reading = Task.WhenAll(readOutput ? ReadAsync(process.StandardOutput, _output) : Task.CompletedTask, ReadAsync(process.StandardError, _error));
    }

    internal static HostProcess Start(ProcessStartInfo start, bool readOutput = true) => new(Process.Start(start)!, readOutput);

    /// <summary>Standard output, where the test reads it itself.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Skips a test where whoever started the tests ignores a signal: a shell has background jobs ignore Ctrl-C, and children inherit that.</summary>
    public static void RequireNotIgnored(int signal)
    {
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        Skip.If((Convert.ToUInt64(mask, 16) >> (signal - 1) & 1) == 1, "Whoever started the tests has this signal ignored, and so its children.");
    }

    /// <summary>Waits for text, whole or in part of a line, on either stream.</summary>
    public Task SeesAsync(string text) => SeesAsync(text, already: true);

    /// <summary>Waits for a line that holds a text, and gives it.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        await SeesAsync(text);
        lock (_gate)
        {
            return $"{_output}\n{_error}".Split('\n').First(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Waits for results that come from now on.</summary>
    public async Task SeesMoreFramesAsync(int frames = 3)
    {
        for (var i = 0; i < frames; i++)
        {
            await SeesAsync("\"sequence\":", already: false);
        }
    }

    private async Task SeesAsync(string text, bool already)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (already && Has(text))
            {
                return;
            }

            _waiting.Add((line => line.Contains(text, StringComparison.Ordinal), seen));
        }

        if (await Task.WhenAny(seen.Task, _process.WaitForExitAsync(), Task.Delay(Limit)) != seen.Task)
        {
            lock (_gate)
            {
                Assert.True(already && Has(text), $"'{text}' never came. Standard output: {_output} Standard error: {_error}");
            }
        }
    }

    private bool Has(string text) =>
        _output.ToString().Contains(text, StringComparison.Ordinal) || _error.ToString().Contains(text, StringComparison.Ordinal);

    /// <summary>Presses a key.</summary>
    public void Press(char key) => _process.StandardInput.Write(key);

    /// <summary>Types a line.</summary>
    public void Type(string line) => _process.StandardInput.Write($"{line}\n");

    /// <summary>Sends a signal.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end, and fails where it does not come.</summary>
    public async Task<HostResult> EndAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The program did not end within {(limit ?? Limit).TotalSeconds} s. {Said}");
        }

        await _reading;
        return new HostResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder into)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                into.Append(line).Append('\n');
                foreach (var waiting in _waiting.Where(waiting => waiting.Wanted(line)))
                {
                    waiting.Seen.TrySetResult();
                }
            }
        }
    }

    /// <summary>What it has said so far, on both streams.</summary>
    public string Said
    {
        get
        {
            lock (_gate)
            {
                return $"Standard output: {_output} Standard error: {_error}";
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
