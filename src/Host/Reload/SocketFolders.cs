using System.Runtime.InteropServices;

namespace Actors.Host.Reload;

/// <summary>Where a running host has its socket, and who asks it looks for it.</summary>
internal static partial class SocketFolders
{
    private const string Name = "actors";
    private const string Extension = ".sock";
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Of linux/stat.h, whose statx is laid out alike on every processor.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Basics = 0x7ff;
    private const int StatxSize = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int OthersWrite = (int)(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

    /// <summary>The socket of a process, in a folder.</summary>
    public static string SocketOf(string folder, int process) => Path.Combine(folder, $"{process}{Extension}");

    /// <summary>The folders that a host may make a socket in, the best first. None that somebody else could have put there.</summary>
    public static IEnumerable<string> ToListen()
    {
        if (Given() is { } given)
        {
            yield return given;
        }

        foreach (var own in Own())
        {
            if (TryMake(own))
            {
                yield return own;
            }
        }
    }

    /// <summary>The sockets that are there, each with the process it is named after.</summary>
    public static IEnumerable<(int Process, string Path)> Find()
    {
        IEnumerable<string> folders = [.. Given() is { } given ? [given] : (string[])[], .. Own().Where(IsOurs), $"/run/{Name}"];
        foreach (var path in folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(Sockets))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path), out var process))
            {
                yield return (process, path);
            }
        }
    }

    // Of a folder that may not be read there are none.
    private static string[] Sockets(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, $"*{Extension}");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // systemd makes it, and names several with a colon between.
    private static string? Given() => Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY")?.Split(':') is [{ Length: > 0 } first, ..] ? first : null;

    private static IEnumerable<string> Own()
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
        {
            yield return Path.Combine(runtime, Name);
        }

        yield return Path.Combine(Path.GetTempPath(), $"{Name}-{EffectiveUser()}");
    }

    private static bool TryMake(string folder)
    {
        try
        {
            if (OperatingSystem.IsLinux() && Directory.Exists(Path.GetDirectoryName(folder)))
            {
                Directory.CreateDirectory(folder, OwnersOnly);
            }

            return IsOurs(folder);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a folder is one, no link to one, belongs to this user, and nobody else may write to it.</summary>
    internal static unsafe bool IsOurs(string folder)
    {
        var status = stackalloc byte[StatxSize];
        return Statx(CurrentFolder, folder, NoFollow, Basics, status) == 0
            && (*(ushort*)(status + ModeOffset) & (KindMask | OthersWrite)) == FolderKind
            && *(uint*)(status + OwnerOffset) == EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
