using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Interop;

namespace Actors.Tpu;

/// <summary>A device as a user names it. <see cref="DeviceResolver"/> finds out which ones of this machine that means.</summary>
public abstract partial record DeviceSpec
{
    /// <summary>What is understood, for messages.</summary>
    public const string Forms = "auto, cpu, cpu:2 (threads), edgetpu:0, edgetpu:usb:1, edgetpu:pci:0, edgetpu:/sys/… or /dev/apex_0, sim:7.6ms (also with faults, or the model's answers: sim:7.6ms?error=0.01&lost-after=1000&back-after=5s&answers=cpu); cpu and edgetpu also with ?isolation=process or off; any of them times n, such as 2xcpu";

    private const string IsolationOption = "?isolation=";
    private const int MostAtOnce = 64;
    private const int MostThreads = 256;
    private static readonly TimeSpan LongestService = TimeSpan.FromMinutes(1);

    /// <summary>Whether it runs in a process of its own; null for the default of its kind: Edge TPUs do, others do not.</summary>
    public IsolationMode? Isolation { get; init; }

    // Without what is said of isolation.
    private protected abstract string Plain { get; }

    /// <summary>As it is written, so that it can be read again.</summary>
    public sealed override string ToString() => Plain + Isolation switch
    {
        IsolationMode.Process => $"{IsolationOption}process",
        IsolationMode.Off => $"{IsolationOption}off",
        _ => "",
    };

    /// <summary>All Edge TPUs; where there is none, the CPU.</summary>
    public sealed record Auto : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => "auto";
    }

    /// <summary>TensorFlow Lite on the CPU.</summary>
    /// <param name="Threads">Threads of one interpreter.</param>
    public sealed record Cpu(int Threads) : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => Threads == 1 ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cpu:{Threads}");
    }

    /// <summary>An Edge TPU by its place among those of a bus.</summary>
    /// <param name="Bus">The bus, or null for any.</param>
    /// <param name="Index">From 0; null for the next that is not taken.</param>
    public sealed record EdgeTpu(EdgeTpuBus? Bus, int? Index) : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => $"edgetpu{(Bus is { } bus ? $":{bus.ToString().ToLowerInvariant()}" : "")}{(Index is { } index ? $":{index}" : "")}";
    }

    /// <summary>An Edge TPU by its path.</summary>
    /// <param name="Path">As libedgetpu gives it.</param>
    public sealed record EdgeTpuAt(string Path) : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => $"edgetpu:{Path}";
    }

    /// <summary>A simulated accelerator.</summary>
    /// <param name="ServiceTime">How long it takes over a frame.</param>
    /// <param name="Behaviour">What else it is to do, such as which faults to show.</param>
    public sealed record Simulated(TimeSpan ServiceTime, SimulatedBehaviour Behaviour) : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => string.Create(CultureInfo.InvariantCulture, $"sim:{ServiceTime.TotalMilliseconds}ms{Behaviour}");
    }

    /// <summary>A device that a program made itself, of a kind of its own perhaps, which then cannot be read again.</summary>
    /// <param name="Device">The device.</param>
    public sealed record Given(Device Device) : DeviceSpec
    {
        /// <inheritdoc/>
        private protected override string Plain => Device.ToString();
    }

    /// <summary>Writes a list, as <see cref="ParseList"/> reads it: several alike, one after another, as times n.</summary>
    public static IReadOnlyList<string> WriteList(IReadOnlyList<DeviceSpec> specs)
    {
        var written = new List<string>();
        for (var at = 0; at < specs.Count;)
        {
            var count = specs.Skip(at).Take(MostAtOnce).TakeWhile(specs[at].Equals).Count();
            written.Add(count == 1 ? specs[at].ToString() : string.Create(CultureInfo.InvariantCulture, $"{count}x{specs[at]}"));
            at += count;
        }

        return written;
    }

    /// <summary>Reads a list; each entry can itself be several, separated by commas, or times n.</summary>
    /// <exception cref="FormatException">An entry is not understood, or there is none.</exception>
    public static IReadOnlyList<DeviceSpec> ParseList(IEnumerable<string> entries)
    {
        var specs = entries.SelectMany(entry => entry.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).SelectMany(Parse).ToList();
        return specs.Count > 0 ? specs : throw new FormatException($"no device is named. There are {Forms}.");
    }

    private static IEnumerable<DeviceSpec> Parse(string text)
    {
        if (Times().Match(text) is not { Success: true } times)
        {
            return [ParseOne(text)];
        }

        return int.TryParse(times.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostAtOnce
            ? Enumerable.Repeat(ParseOne(times.Groups[2].Value), count)
            : throw new FormatException($"'{text}': write 1 to {MostAtOnce} times a device.");
    }

    private static DeviceSpec ParseOne(string text)
    {
        var at = text.IndexOf(IsolationOption, StringComparison.Ordinal);
        if (at < 0)
        {
            return ParsePlain(text);
        }

        var isolation = text[(at + IsolationOption.Length)..] switch
        {
            "process" => IsolationMode.Process,
            "off" => IsolationMode.Off,
            var other => throw new FormatException($"'{text}': isolation is process or off, not '{other}'."),
        };
        return ParsePlain(text[..at]) is var spec and not Simulated
            ? spec with { Isolation = isolation }
            : throw new FormatException($"'{text}': a simulated device always runs in this process.");
    }

    private static DeviceSpec ParsePlain(string text) => text.Split(':', 2) switch
    {
        ["auto"] => new Auto(),
        ["cpu"] => new Cpu(1),
        ["cpu", var threads] when Number(threads) is >= 1 and <= MostThreads => new Cpu(Number(threads)),
        ["edgetpu"] => new EdgeTpu(null, null),
        ["edgetpu", var path] when path.StartsWith('/') || path.StartsWith('\\') => new EdgeTpuAt(path),
        ["edgetpu", var place] => ParseEdgeTpu(text, place),
        ["sim", var time] => ParseSimulated(text, time),
        _ => throw NotUnderstood(text),
    };

    private static Simulated ParseSimulated(string text, string simulation)
    {
        var parts = simulation.Split('?', 2);
        return Duration(parts[0]) is { } service
            ? new Simulated(service, parts.Length > 1 ? SimulatedBehaviour.Parse(parts[1]) : SimulatedBehaviour.Faultless)
            : throw NotUnderstood(text);
    }

    private static EdgeTpu ParseEdgeTpu(string text, string place) => place.Split(':') switch
    {
        ["usb"] => new EdgeTpu(EdgeTpuBus.Usb, null),
        ["pci"] => new EdgeTpu(EdgeTpuBus.Pci, null),
        ["usb", var index] when Number(index) >= 0 => new EdgeTpu(EdgeTpuBus.Usb, Number(index)),
        ["pci", var index] when Number(index) >= 0 => new EdgeTpu(EdgeTpuBus.Pci, Number(index)),
        [var index] when Number(index) >= 0 => new EdgeTpu(null, Number(index)),
        _ => throw NotUnderstood(text),
    };

    /// <summary>Reads a time such as <c>7.6ms</c>, <c>500us</c> or <c>5s</c>, up to a minute; null where it is none.</summary>
    internal static TimeSpan? Duration(string text)
    {
        if (Time().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var ticks = number * (match.Groups[2].Value switch { "us" => TimeSpan.TicksPerMicrosecond, "s" => TimeSpan.TicksPerSecond, _ => TimeSpan.TicksPerMillisecond });
        return ticks >= 1 && ticks <= LongestService.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static FormatException NotUnderstood(string text) => new($"'{text}' is no device. There are {Forms}.");

    [GeneratedRegex("^([0-9]+)x(.+)$")]
    private static partial Regex Times();

    [GeneratedRegex("^([0-9]+(?:\\.[0-9]+)?)(us|ms|s)$")]
    private static partial Regex Time();
}
