using Actors.Host.Configuration;

namespace Actors.Host.Reload;

/// <summary>Sees when a configuration file is another one: saved in place, renamed over, or swapped by a symbolic link.</summary>
/// <remarks>Folders are watched and not files, since a watch stays with a file that another was renamed over.</remarks>
internal sealed class ConfigWatch : IDisposable
{
    // A save in place is several writes, and several files are often copied together.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<string> _files;
    private readonly TimeProvider _time;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Lock _gate = new();
    private IReadOnlyList<FileStamp> _seen;
    private QuietPeriod? _quiet;

    /// <summary>Remembers the files as they are. Made before they are read, so that a change between the two is seen.</summary>
    public ConfigWatch(IEnumerable<string> files, TimeProvider time)
    {
        _files = [.. files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
        _time = time;
        _seen = Stamps();
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="changed">Called when something has changed, and then nothing for a while.</param>
    /// <param name="warn">Told of what cannot be watched.</param>
    public void Start(Action changed, Action<string> warn)
    {
        _quiet = new QuietPeriod(Quiet, _time, changed);
        foreach (var folder in _files.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal))
        {
            try
            {
                _watchers.Add(Watch(folder!, warn));
            }
            catch (Exception denied) when (denied is IOException or ArgumentException or UnauthorizedAccessException)
            {
                warn($"{folder} cannot be watched for changes: {denied.Message.ReplaceLineEndings(" ")} SIGHUP and 'reload' still work.");
            }
        }

        CompareStamps();
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Dispose();
        }

        _quiet?.Dispose();
    }

    private FileSystemWatcher Watch(string folder, Action<string> warn)
    {
        var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite };
        watcher.Changed += (_, saved) => OnSaved(saved.FullPath);
        watcher.Created += (_, made) => OnMoved(made.FullPath);
        watcher.Deleted += (_, gone) => OnMoved(gone.FullPath);
        watcher.Renamed += (_, moved) => OnMoved(moved.FullPath);
        watcher.Error += (_, lost) =>
        {
            // Too much happens there to tell of each; what has changed can still be looked for.
            warn($"The watch of {folder} missed something: {lost.GetException().Message.ReplaceLineEndings(" ")}");
            CompareStamps();
        };
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }

    private void OnSaved(string path)
    {
        if (_files.Contains(path))
        {
            _quiet!.Stir();
        }
    }

    // A link or folder on the way to a file may have become another. Results that are written beside must not look like that.
    private void OnMoved(string path)
    {
        if (_files.Contains(path))
        {
            _quiet!.Stir();
        }
        else
        {
            CompareStamps();
        }
    }

    private void CompareStamps()
    {
        lock (_gate)
        {
            var now = Stamps();
            if (now.SequenceEqual(_seen))
            {
                return;
            }

            _seen = now;
        }

        _quiet!.Stir();
    }

    private List<FileStamp> Stamps() => [.. _files.Select(FileStamp.Of)];
}
