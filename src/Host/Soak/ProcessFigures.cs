using System.Globalization;

namespace Actors.Host.Soak;

/// <summary>What a process takes of the machine, as Linux tells it under <c>/proc</c>.</summary>
/// <param name="Resident">Bytes of its memory that are in the machine's.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Descriptors">Open file descriptors.</param>
/// <param name="Shared">Bytes of shared memory that it has mapped.</param>
/// <param name="SharedPieces">In how many pieces.</param>
internal readonly record struct ProcessFigures(long Resident, int Threads, int Descriptors, long Shared, int SharedPieces)
{
    // As SharedMemory names what it makes.
    private const string SharedName = "/memfd:actors";

    /// <summary>Reads a process's figures; null where it is gone.</summary>
    public static ProcessFigures? Of(int process)
    {
        try
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
            var status = File.ReadAllLines($"{folder}/status");
            var (shared, pieces) = SharedIn(File.ReadLines($"{folder}/maps"));
            return new ProcessFigures(1024 * Value(status, "VmRSS:"), (int)Value(status, "Threads:"), Directory.GetFileSystemEntries($"{folder}/fd").Length, shared, pieces);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The processes that a process has started and that still run.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var other) && ParentOf(folder) == process)
            {
                children.Add(other);
            }
        }

        return children;
    }

    /// <summary>A number of <c>/proc/PID/status</c>.</summary>
    internal static long Value(IEnumerable<string> status, string key) =>
        status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[key.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>The shared memory in <c>/proc/PID/maps</c>.</summary>
    internal static (long Bytes, int Pieces) SharedIn(IEnumerable<string> maps)
    {
        var (bytes, pieces) = (0L, 0);
        foreach (var line in maps.Where(line => line.Contains(SharedName, StringComparison.Ordinal)))
        {
            var range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            bytes += long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            pieces++;
        }

        return (bytes, pieces);
    }

    // PID (NAME) STATE PARENT …, where the name may hold anything. One that has ended and waits for its parent has no memory left.
    private static int? ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText($"{folder}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
