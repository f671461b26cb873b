using Actors.Host.Catalogue;

namespace Actors.Tests.Host.Catalogue;

/// <summary>Keeps what is told of the fetching of files, and has tests wait for it.</summary>
internal sealed class PullRecord : IPullProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Seen)> _waiting = [];
    private int _read;
    private string? _file;
    private long _bytes;

    /// <summary>What was told so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits for a line that nobody has waited for before.</summary>
    public Task IsToldAsync(string text) => SeesAsync(() =>
    {
        var index = _lines.FindIndex(_read, line => line.Contains(text, StringComparison.Ordinal));
        _read = index < 0 ? _read : index + 1;
        return index >= 0;
    });

    /// <summary>Waits until so much of a file has come.</summary>
    public Task HasComeAsync(string file, long bytes) => SeesAsync(() => _file == file && _bytes >= bytes);

    public IDisposable Begin(string file)
    {
        Change(() => (_file, _bytes) = (file, 0));
        return new Nothing();
    }

    public void Come(long bytes, long? whole) => Change(() => _bytes = bytes);

    public void Tell(string line) => Change(() => _lines.Add(line));

    private Task SeesAsync(Func<bool> holds)
    {
        lock (_gate)
        {
            if (holds())
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((holds, seen));
            return seen.Task.WaitAsync(Patience);
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            foreach (var waiting in _waiting.Where(waiting => !waiting.Seen.Task.IsCompleted && waiting.Holds()))
            {
                waiting.Seen.SetResult();
            }
        }
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
