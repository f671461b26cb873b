using System.Runtime.InteropServices;
using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

public sealed partial class ConfigWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly List<string> _warnings = [];
    private int _changes;

    public void Dispose()
    {
        _folder.Dispose();
        _time.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_saved_in_place_has_changed_once()
    {
        File.WriteAllText(_folder.PathOf("own.conf"), "a = 1");
        using var watch = Watching("own.conf");

        File.WriteAllText(_folder.PathOf("own.conf"), "a = 2");

        await ChangedOnceAsync();
    }

    [Fact]
    public async Task A_file_that_another_is_renamed_over_has_changed_and_so_has_that_one_afterwards()
    {
        File.WriteAllText(_folder.PathOf("own.conf"), "a = 1");
        using var watch = Watching("own.conf");
        File.WriteAllText(_folder.PathOf("new"), "a = 2");

        File.Move(_folder.PathOf("new"), _folder.PathOf("own.conf"), overwrite: true);
        await ChangedOnceAsync();

        // A watch of the file would have gone with the old one.
        File.AppendAllText(_folder.PathOf("own.conf"), "b = 3");
        await ChangedOnceAsync();
    }

    [Fact]
    public async Task A_file_that_a_symbolic_link_leads_to_has_changed_when_the_link_is_swapped()
    {
        foreach (var (version, text) in new[] { ("old", "a = 1"), ("new", "a = 1000") })
        {
            Directory.CreateDirectory(_folder.PathOf(version));
            File.WriteAllText(Path.Combine(_folder.PathOf(version), "own.conf"), text);
        }

        File.CreateSymbolicLink(_folder.PathOf("current"), "old");
        File.CreateSymbolicLink(_folder.PathOf("own.conf"), "current/own.conf");
        using var watch = Watching("own.conf");

        File.CreateSymbolicLink(_folder.PathOf("next"), "new");
        Assert.Equal(0, Rename(_folder.PathOf("next"), _folder.PathOf("current")));

        await ChangedOnceAsync();
    }

    [Fact]
    public async Task A_file_that_comes_or_goes_has_changed()
    {
        using var watch = Watching("own.conf");

        File.WriteAllText(_folder.PathOf("own.conf"), "a = 1");
        await _time.TimerIsSetAsync();

        File.Delete(_folder.PathOf("own.conf"));
        await ChangedOnceAsync();
    }

    [Fact]
    public async Task What_changes_after_it_was_made_and_before_it_starts_has_changed()
    {
        File.WriteAllText(_folder.PathOf("own.conf"), "a = 1");
        using var watch = new ConfigWatch([_folder.PathOf("own.conf")], _time);
        File.WriteAllText(_folder.PathOf("own.conf"), "a = 1000");

        watch.Start(() => _changes++, _warnings.Add);

        await ChangedOnceAsync();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_one_line_of_warning_and_the_others_are_watched()
    {
        using var watch = new ConfigWatch([Path.Combine(_folder.PathOf("nowhere"), "own.conf"), _folder.PathOf("own.json")], _time);

        watch.Start(() => _changes++, _warnings.Add);

        var warning = Assert.Single(_warnings);
        Assert.Contains("nowhere", warning, StringComparison.Ordinal);
        Assert.Contains("SIGHUP", warning, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', warning);
        File.WriteAllText(_folder.PathOf("own.json"), "{}");
        await ChangedOnceAsync();
    }

    // .NET moves no link to a folder over another.
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    private ConfigWatch Watching(string file)
    {
        var watch = new ConfigWatch([_folder.PathOf(file)], _time);
        watch.Start(() => _changes++, _warnings.Add);
        Assert.Empty(_warnings);
        return watch;
    }

    // However many events a change is: time stands still until it passes here, and does not pass again.
    private async Task ChangedOnceAsync()
    {
        var before = _changes;
        await _time.TimerIsSetAsync();
        _time.Pass(249);
        Assert.Equal(before, _changes);
        _time.Pass(251);
        Assert.Equal(before + 1, _changes);
    }
}
