using System.Globalization;

namespace Actors;

/// <summary>The processor's time that this program has taken, with the processes that it has started.</summary>
internal static class ProcessorTime
{
    // USER_HZ, which is this on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Of /proc/PID/stat, from the state on, which is field 3.
    private const int OwnUser = 14 - 3;
    private const int OwnSystem = 15 - 3;
    private const int EndedUser = 16 - 3;
    private const int EndedSystem = 17 - 3;

    /// <summary>Until now. Where the system does not tell of other processes, that of this one.</summary>
    public static TimeSpan OfThisProgram
    {
        get
        {
            var own = Environment.CpuUsage.TotalTime;
            return OperatingSystem.IsLinux()
                ? own + Of("/proc/self/stat", EndedUser, EndedSystem) + Children().Aggregate(TimeSpan.Zero, (sum, child) => sum + Of($"/proc/{child}/stat", OwnUser, OwnSystem))
                : own;
        }
    }

    // Each thread knows the processes that it has started.
    private static IEnumerable<string> Children() =>
        Directory.EnumerateDirectories("/proc/self/task").SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static TimeSpan Of(string stat, int user, int system)
    {
        // PID (NAME) STATE PARENT …, where the name may hold anything.
        var text = Read(stat);
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > system
            ? TimeSpan.FromSeconds((long.Parse(fields[user], CultureInfo.InvariantCulture) + long.Parse(fields[system], CultureInfo.InvariantCulture)) / TicksPerSecond)
            : TimeSpan.Zero;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
