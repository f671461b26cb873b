using System.Globalization;
using System.Runtime.InteropServices;

namespace Actors.Host.Bench;

/// <summary>The resident memory of this process, and how to begin a run with as little of it as can be.</summary>
internal static partial class ProcessMemory
{
    private const double Kibibyte = 1024;

    /// <summary>Mebibytes now; 0 where this is not Linux.</summary>
    public static double ResidentMiB => Status("VmRSS:");

    /// <summary>The most there was since <see cref="Begin"/>, in mebibytes.</summary>
    public static double PeakMiB => Status("VmHWM:");

    /// <summary>Gives back what the run before has freed, and forgets what the peak was.</summary>
    public static void Begin()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library other than GNU's gives memory back itself, or does not.
        }

        // 5: sets the peak to what is resident now.
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static double Status(string field)
    {
        if (!File.Exists("/proc/self/status"))
        {
            return 0;
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) / Kibibyte;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
