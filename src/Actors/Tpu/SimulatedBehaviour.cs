using System.Globalization;

namespace Actors.Tpu;

/// <summary>How a simulated device is to behave, above all which faults it is to show, as a user orders it: <c>sim:7.6ms?error=0.01&amp;hang-after=500</c>.</summary>
/// <remarks>Frames are counted over the device's whole life; each of the faults after a number of frames happens once.</remarks>
public sealed record SimulatedBehaviour
{
    /// <summary>What is understood, for messages.</summary>
    public const string Forms = "error=0.01, hang-after=500, crash-after=900, lost-after=1000 (frames), back-after=5s, drift=1.5, jitter=0.3, opening=300ms, seed=1, answers=cpu";

    /// <summary>Without faults.</summary>
    public static readonly SimulatedBehaviour Faultless = new();

    /// <summary>The share of frames, 0 to 1, that fail.</summary>
    public double ErrorRate { get; init; }

    /// <summary>The frame whose call does not return, until <see cref="BackAfter"/>, or ever.</summary>
    public long? HangAfter { get; init; }

    /// <summary>The frame at which the device's software dies.</summary>
    public long? CrashAfter { get; init; }

    /// <summary>The frame at which the device is unplugged, until <see cref="BackAfter"/>, or for good.</summary>
    public long? LostAfter { get; init; }

    /// <summary>How long a hang or a loss lasts; null for good.</summary>
    public TimeSpan? BackAfter { get; init; }

    /// <summary>How many times its service time the device takes in the end, as one that overheats does; 1 for never.</summary>
    public double Drift { get; init; } = 1;

    /// <summary>
    /// How much the service time varies from frame to frame: the sigma of a log-normal distribution whose mean is the service
    /// time. 0 for not at all; 0.3 has a 99th percentile of twice the median.
    /// </summary>
    public double Jitter { get; init; }

    /// <summary>How long the device takes to open, as an Edge TPU does in a process of its own.</summary>
    public TimeSpan? Opening { get; init; }

    /// <summary>Whether its answers are those of the model, on one thread of the CPU while it takes its time; else it needs no model.</summary>
    public bool AnswersOnCpu { get; init; }

    /// <summary>Makes the failing frames, and the service times that jitter, the same in every run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads <c>key=value</c> pairs joined by <c>&amp;</c>.</summary>
    /// <exception cref="FormatException">A key or value is not understood.</exception>
    public static SimulatedBehaviour Parse(string text)
    {
        var behaviour = Faultless;
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            behaviour = pair.Split('=', 2) switch
            {
                ["error", var rate] when Real(rate) is >= 0 and <= 1 => behaviour with { ErrorRate = Real(rate) },
                ["hang-after", var frames] when Whole(frames) is { } count => behaviour with { HangAfter = count },
                ["crash-after", var frames] when Whole(frames) is { } count => behaviour with { CrashAfter = count },
                ["lost-after", var frames] when Whole(frames) is { } count => behaviour with { LostAfter = count },
                ["back-after", var time] when DeviceSpec.Duration(time) is { } duration => behaviour with { BackAfter = duration },
                ["drift", var factor] when Real(factor) is >= 1 and <= 100 => behaviour with { Drift = Real(factor) },
                ["jitter", var sigma] when Real(sigma) is >= 0 and <= 2 => behaviour with { Jitter = Real(sigma) },
                ["opening", var time] when DeviceSpec.Duration(time) is { } duration => behaviour with { Opening = duration },
                ["seed", var seed] when int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => behaviour with { Seed = number },
                ["answers", "cpu"] => behaviour with { AnswersOnCpu = true },
                _ => throw new FormatException($"'{pair}' is no option of a simulated device. There are {Forms}."),
            };
        }

        return behaviour;
    }

    /// <summary>As it was ordered, from the question mark on; nothing where nothing was.</summary>
    public override string ToString()
    {
        var orders = new (string Key, object? Value)[]
        {
            ("error", ErrorRate > 0 ? ErrorRate : null),
            ("hang-after", HangAfter),
            ("crash-after", CrashAfter),
            ("lost-after", LostAfter),
            ("back-after", Text(BackAfter)),
            ("drift", Drift > 1 ? Drift : null),
            ("jitter", Jitter > 0 ? Jitter : null),
            ("opening", Text(Opening)),
            ("seed", Seed != Faultless.Seed ? Seed : null),
            ("answers", AnswersOnCpu ? "cpu" : null),
        };
        var text = string.Join('&', orders.Where(order => order.Value is not null).Select(order => string.Create(CultureInfo.InvariantCulture, $"{order.Key}={order.Value}")));
        return text.Length > 0 ? $"?{text}" : "";
    }

    private static string? Text(TimeSpan? time) => time is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some.TotalMilliseconds}ms") : null;

    private static double Real(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
