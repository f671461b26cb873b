using System.Globalization;

namespace Actors.Host.Bench;

/// <summary>CPU time of this process by what its threads do, which their names tell. Costs those threads nothing.</summary>
/// <remarks>Linux alone tells; elsewhere there is nothing.</remarks>
internal static class ThreadTimes
{
    /// <summary>What the threads of a design are named after, and what that is called. Linux keeps fifteen letters of a name.</summary>
    private static readonly (string Prefix, string Stage)[] Stages =
    [
        ("capture", "capture"),
        ("actors.prepare", "prepare"),
        ("prepare", "prepare"),
        ("actors.device", "devices"),
        ("device", "devices"),
        ("actors.render", "view"),
        ("view", "view"),
        ("actors.sink", "view"),
        ("loop", "loop"),

        // The default dispatcher's actors: cameras and the dealer. Or the tasks of a design that is made of tasks.
        (".NET TP", "pool"),
    ];

    private const string Others = "runtime";

    /// <summary>The stages there can be, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stages.Select(stage => stage.Stage).Distinct(), Others];

    /// <summary>Milliseconds by stage since each thread began.</summary>
    public static Dictionary<string, double> Now()
    {
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!Directory.Exists("/proc/self/task"))
        {
            return times;
        }

        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(thread, "comm"));

                // Nanoseconds on a CPU, nanoseconds waiting for one, and how often it was given one.
                var nanoseconds = long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
                var stage = StageOf(name);
                times[stage] = times.GetValueOrDefault(stage) + nanoseconds / 1e6;
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
            }
        }

        return times;
    }

    private static string StageOf(string thread)
    {
        foreach (var (prefix, stage) in Stages)
        {
            if (thread.StartsWith(prefix, StringComparison.Ordinal))
            {
                return stage;
            }
        }

        return Others;
    }
}
