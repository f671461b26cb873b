using System.Globalization;

namespace Actors;

/// <summary>What has been used since a meter was made.</summary>
/// <param name="Cpu">The processor's time, of this program and the processes that it has started: devices' own, and ffmpeg.</param>
/// <param name="Joules">What the machine's processors have taken, whoever used them; null where the machine does not tell.</param>
public readonly record struct EnergyReading(TimeSpan Cpu, double? Joules);

/// <summary>Counts the processor's time and, where the machine tells, energy. Thread-safe.</summary>
/// <remarks>
/// Energy is Linux's powercap: a counter of microjoules for each processor package, which Intel's and AMD's x86 processors
/// have and root may read (https://docs.kernel.org/power/powercap/powercap.html). Neither the rest of the machine nor its
/// accelerators are in it. The counters begin again after a while, on a busy machine in some twenty minutes: who measures for
/// longer reads in between.
/// </remarks>
public sealed class EnergyMeter
{
    /// <summary>How often it is to be read at least.</summary>
    public static readonly TimeSpan ReadAtLeastEvery = TimeSpan.FromMinutes(1);

    // Other zones are parts of these, or the whole machine with these in it.
    private const string Package = "package";

    private readonly Lock _gate = new();
    private readonly List<Zone>? _zones;
    private readonly TimeSpan _cpuBefore = ProcessorTime.OfThisProgram;

    /// <summary>Begins at zero.</summary>
    /// <param name="powercap">The folder of the machine's powercap zones.</param>
    public EnergyMeter(string powercap = "/sys/class/powercap") => _zones = ZonesIn(powercap);

    /// <summary>What has been used so far.</summary>
    public EnergyReading Read()
    {
        lock (_gate)
        {
            return new EnergyReading(ProcessorTime.OfThisProgram - _cpuBefore, Joules());
        }
    }

    // A sum without one of its parts would be no figure.
    private double? Joules() => _zones is null || _zones.Exists(zone => !zone.Update()) ? null : _zones.Sum(zone => zone.Microjoules) / 1e6;

    private static List<Zone>? ZonesIn(string powercap)
    {
        if (!Directory.Exists(powercap))
        {
            return null;
        }

        var zones = Directory.EnumerateDirectories(powercap, "intel-rapl:*")
            .Where(folder => Text(folder, "name")?.StartsWith(Package, StringComparison.Ordinal) == true)
            .Select(folder => new Zone(folder)).ToList();
        return zones.Count > 0 && zones.TrueForAll(zone => zone.Update()) ? zones : null;
    }

    private static string? Text(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Zone(string folder)
    {
        private long? _before;

        public double Microjoules { get; private set; }

        /// <summary>Reads the counter; false where it cannot be.</summary>
        public bool Update()
        {
            if (Counter("energy_uj") is not { } now)
            {
                return false;
            }

            var used = now - (_before ?? now);
            if (used < 0)
            {
                if (Counter("max_energy_range_uj") is not { } range)
                {
                    return false;
                }

                used += range;
            }

            Microjoules += used;
            _before = now;
            return true;
        }

        private long? Counter(string file) =>
            long.TryParse(Text(folder, file), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
