using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Actors.Tpu;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Actors.Route;

/// <summary>The device pool as HOCON declares it, under <c>akka.actor.deployment./pipeline/tpu</c>.</summary>
public sealed partial record PoolSettings
{
    /// <summary>The key of the pool's own section.</summary>
    public const string Section = "akka.actor.deployment./pipeline/tpu";

    /// <summary>The devices, as written: <c>auto</c>, <c>2xcpu</c>, <c>edgetpu:0</c>, <c>4xsim:7.6ms</c>.</summary>
    public required IReadOnlyList<DeviceSpec> Devices { get; init; }

    /// <summary>Whether the CPU serves while no device does; <c>auto</c> among the devices means so, too.</summary>
    public required bool FallsBackToCpu { get; init; }

    /// <summary>Frames a device may hold: one running, the others waiting so that it never idles between two.</summary>
    public required int Credits { get; init; }

    /// <summary>How many devices may try a frame before it is dropped.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How long a device may take over one frame before it is taken out of service and the frame given to another.</summary>
    public required DeadlineSettings Deadline { get; init; }

    /// <summary>How many times its own baseline a device may take before it counts as degraded.</summary>
    public required double DegradedFactor { get; init; }

    /// <summary>How often lost devices are looked for.</summary>
    public required TimeSpan DevicePoll { get; init; }

    /// <summary>The wait before a failed device is opened again, at first.</summary>
    public required TimeSpan ReopenDelay { get; init; }

    /// <summary>The longest such wait; each failure in a row doubles it up to here.</summary>
    public required TimeSpan ReopenDelayLimit { get; init; }

    /// <summary>Whether devices that are not needed are parked.</summary>
    public required PowerSettings Power { get; init; }

    /// <summary>The names of devices that stay closed, whatever there is to do.</summary>
    public IReadOnlyList<string> OutOfService { get; init; } = [];

    internal static readonly IReadOnlySet<string> Keys = new HashSet<string>(StringComparer.Ordinal)
    {
        "router", "devices", "fallback", "credits", "max-attempts", "deadline-factor", "deadline-floor", "deadline-ceiling", "degraded-factor", "device-poll", "reopen-delay", "reopen-delay-limit", "power", "power-latency", "out-of-service",
    };

    /// <summary>Writes them as <see cref="From"/> reads them: a line for each key but the router's, without their section around them.</summary>
    public string ToHocon()
    {
        var text = new StringBuilder();
        Add("devices", HoconWriter.List(DeviceSpec.WriteList(Devices)));
        Add("fallback", FallsBackToCpu ? "cpu" : "none");
        Add("credits", Credits);
        Add("max-attempts", MaxAttempts);
        Add("deadline-factor", Deadline.Factor);
        Add("deadline-floor", Deadline.Floor);
        Add("deadline-ceiling", Deadline.Ceiling);
        Add("degraded-factor", DegradedFactor);
        Add("device-poll", DevicePoll);
        Add("reopen-delay", ReopenDelay);
        Add("reopen-delay-limit", ReopenDelayLimit);
        Add("power", Power.Mode.ToString().ToLowerInvariant());
        Add("power-latency", Power.Latency);
        Add("out-of-service", HoconWriter.List(OutOfService));
        return text.ToString();

        void Add(string key, object value) =>
            text.Append(CultureInfo.InvariantCulture, $"{key} = {(value is TimeSpan time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms") : value)}\n");
    }

    /// <summary>Refuses settings that do not exist, so that a slip of the pen is not silently a default.</summary>
    /// <param name="section">The section as the user's files have it, without Akka's own fallbacks.</param>
    /// <exception cref="SettingException">A key is unknown; the message names it.</exception>
    public static void CheckKeys(Config section)
    {
        if (section.Root.IsObject() && section.Root.GetObject().Items.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
        {
            throw new SettingException($"{Section}.{unknown}", $"there is no such setting. There are {string.Join(", ", Keys.Order())}.");
        }

        if (section.GetString("router", null) is var router and not "tpu-pool")
        {
            throw new SettingException($"{Section}.router", $"the device pool is always tpu-pool, not '{router}'.");
        }
    }

    /// <summary>Reads a pool's section.</summary>
    /// <exception cref="SettingException">A key is missing or has an impossible value; the message names it.</exception>
    public static PoolSettings From(Config section)
    {
        var settings = new PoolSettings
        {
            Devices = DeviceList(section),
            FallsBackToCpu = Fallback(section),
            Credits = Number(section, "credits", 1, 64),
            MaxAttempts = Number(section, "max-attempts", 1, 100),
            Deadline = new DeadlineSettings(
                Factor(section, "deadline-factor"),
                Time(section, "deadline-floor", TimeSpan.FromMilliseconds(1)),
                Time(section, "deadline-ceiling", TimeSpan.FromMilliseconds(1))),
            DegradedFactor = Factor(section, "degraded-factor"),
            DevicePoll = Time(section, "device-poll", TimeSpan.FromMilliseconds(10)),
            ReopenDelay = Time(section, "reopen-delay", TimeSpan.FromMilliseconds(1)),
            ReopenDelayLimit = Time(section, "reopen-delay-limit", TimeSpan.FromMilliseconds(1)),
            Power = new PowerSettings(Mode(section), Time(section, "power-latency", TimeSpan.FromMilliseconds(1))),
            OutOfService = Names(section, "out-of-service"),
        };
        RequireOrder("reopen-delay", settings.ReopenDelay, "reopen-delay-limit", settings.ReopenDelayLimit);
        RequireOrder("deadline-floor", settings.Deadline.Floor, "deadline-ceiling", settings.Deadline.Ceiling);
        return settings;
    }

    private static void RequireOrder(string lowerKey, TimeSpan lower, string upperKey, TimeSpan upper)
    {
        if (upper < lower)
        {
            throw new SettingException($"{Section}.{upperKey}", $"{upper.TotalSeconds} s is less than {lowerKey} ({lower.TotalSeconds} s).", against: $"{Section}.{lowerKey}");
        }
    }

    private static double Factor(Config section, string key)
    {
        var text = section.GetString(key, null);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 1 and <= 1000
            ? factor
            : throw new SettingException($"{Section}.{key}", $"'{text}' is no number above 1, up to 1000.");
    }

    private static IReadOnlyList<DeviceSpec> DeviceList(Config section)
    {
        try
        {
            var value = section.GetValue("devices") ?? throw new FormatException("at least one device is needed");
            var written = value.IsArray() ? value.GetArray().Select(Written) : (value.GetString() ?? "").Split(',');
            return DeviceSpec.ParseList(written);
        }
        catch (FormatException wrong)
        {
            throw new SettingException($"{Section}.devices", wrong.Message);
        }
    }

    /// <summary>Whether a device could be called so.</summary>
    public static bool IsDeviceName(string text) => DeviceName().IsMatch(text);

    private static List<string> Names(Config section, string key)
    {
        var value = section.GetValue(key);
        IEnumerable<string> written = value is null || value.IsEmpty ? [] : value.IsArray() ? value.GetArray().Select(name => name.GetString() ?? "") : (value.GetString() ?? "").Split(',');
        var names = written.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return names.Find(name => !DeviceName().IsMatch(name)) is { } wrong
            ? throw new SettingException($"{Section}.{key}", $"'{wrong}' is no device's name, such as sim:0 or edgetpu:1: its kind and a number, as the summary has it.")
            : names;
    }

    [GeneratedRegex("^[a-z]+:[0-9]{1,4}$")]
    private static partial Regex DeviceName();

    private static bool Fallback(Config section) => section.GetString("fallback", null) switch
    {
        "none" => false,
        "cpu" => true,
        var other => throw new SettingException($"{Section}.fallback", $"'{other}' is neither none nor cpu."),
    };

    private static PowerMode Mode(Config section) => section.GetString("power", null) switch
    {
        "performance" => PowerMode.Performance,
        "balanced" => PowerMode.Balanced,
        "saver" => PowerMode.Saver,
        var other => throw new SettingException($"{Section}.power", $"'{other}' is none of performance, balanced and saver."),
    };

    // { device = "edgetpu:usb:0", isolation = off } is the same as "edgetpu:usb:0?isolation=off".
    private static string Written(HoconValue entry)
    {
        if (!entry.IsObject())
        {
            return entry.GetString();
        }

        var keys = entry.GetObject().Items;
        var unknown = keys.Keys.FirstOrDefault(key => key is not ("device" or "isolation"));
        return unknown is null && keys.TryGetValue("device", out var device)
            ? device.GetString() + (keys.TryGetValue("isolation", out var isolation) ? $"?isolation={isolation.GetString()}" : "")
            : throw new FormatException($"an entry is a device, or {{ device = \"edgetpu:usb:0\", isolation = process }}{(unknown is null ? "" : $", without '{unknown}'")}.");
    }

    private static int Number(Config section, string key, int lowest, int highest)
    {
        var text = section.GetString(key, null);
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new SettingException($"{Section}.{key}", $"'{text}' is no whole number from {lowest} to {highest}.");
    }

    private static TimeSpan Time(Config section, string key, TimeSpan lowest)
    {
        var text = section.GetString(key, null);
        try
        {
            if (text is not null && section.GetTimeSpan(key, null, allowInfinite: false) is var time && time >= lowest)
            {
                return time;
            }
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            // Said below.
        }

        throw new SettingException($"{Section}.{key}", $"'{text}' is no time of at least {lowest.TotalMilliseconds} ms, such as 500ms or 10s.");
    }
}
