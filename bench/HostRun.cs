using System.Diagnostics;
using System.Globalization;

namespace Actors.Bench;

/// <summary>A host that runs as a user would start it, measured from outside: what it costs is what the system says of its process.</summary>
internal sealed class HostRun : IAsyncDisposable
{
    // USER_HZ, in which /proc counts on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private const string PageLine = "The page is at ";

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private long _frames;

    private HostRun(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(CountAsync(), ListenAsync());
    }

    /// <summary>What it has done by a moment.</summary>
    /// <param name="Frames">Results that came out.</param>
    /// <param name="Cpu">The processor's time that it has taken.</param>
    /// <param name="At">When, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="MemoryMb">What it has in memory (RSS).</param>
    public readonly record struct Reading(long Frames, TimeSpan Cpu, long At, double MemoryMb);

    /// <summary>Where its page is.</summary>
    public Task<Uri> Address => _address.Task;

    /// <summary>Starts <c>run</c>.</summary>
    public static HostRun Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo("dotnet", [HostAssembly.Path, "run", "--output", "jsonl:-", .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>Reads what it has done.</summary>
    public Reading Read()
    {
        // After the name, which may hold anything: the 14th and 15th field are the times in user and system mode.
        var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
        var memory = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return new Reading(
            Interlocked.Read(ref _frames),
            TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond),
            Stopwatch.GetTimestamp(),
            Number(memory) / 1024);

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task CountAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is not null)
        {
            Interlocked.Increment(ref _frames);
        }
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(PageLine, StringComparison.Ordinal) is >= 0 and var at)
            {
                _address.TrySetResult(new Uri(line[(at + PageLine.Length)..].Trim()));
            }
        }
    }
}
