using System.Globalization;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Route;

/// <summary>The device pool as HOCON declares it, under <c>akka.actor.deployment./pipeline/tpu</c>.</summary>
public sealed record PoolSettings
{
    /// <summary>The key of the pool's own section.</summary>
    public const string Section = "akka.actor.deployment./pipeline/tpu";

    /// <summary>The devices, as written: <c>auto</c>, <c>2xcpu</c>, <c>edgetpu:0</c>, <c>4xsim:7.6ms</c>.</summary>
    public required IReadOnlyList<DeviceSpec> Devices { get; init; }

    /// <summary>Frames a device may hold: one running, the others waiting so that it never idles between two.</summary>
    public required int Credits { get; init; }

    /// <summary>How many devices may try a frame before it is dropped.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How long a device may take over one frame before it is taken out of service and the frame given to another.</summary>
    public required TimeSpan LeaseTimeout { get; init; }

    /// <summary>The wait before a failed device is opened again, at first.</summary>
    public required TimeSpan ReopenDelay { get; init; }

    /// <summary>The longest such wait; each failure in a row doubles it up to here.</summary>
    public required TimeSpan ReopenDelayLimit { get; init; }

    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal)
    {
        "router", "devices", "credits", "max-attempts", "lease-timeout", "reopen-delay", "reopen-delay-limit",
    };

    /// <summary>Refuses settings that do not exist, so that a slip of the pen is not silently a default.</summary>
    /// <param name="section">The section as the user's files have it, without Akka's own fallbacks.</param>
    /// <exception cref="ConfigurationException">A key is unknown; the message names it.</exception>
    public static void CheckKeys(Config section)
    {
        if (section.Root.IsObject() && section.Root.GetObject().Items.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
        {
            throw new ConfigurationException($"{Section}.{unknown}: there is no such setting. There are {string.Join(", ", Keys.Order())}.");
        }
    }

    /// <summary>Reads a pool's section.</summary>
    /// <exception cref="ConfigurationException">A key is missing or has an impossible value; the message names it.</exception>
    public static PoolSettings From(Config section)
    {
        var settings = new PoolSettings
        {
            Devices = DeviceList(section),
            Credits = Number(section, "credits", 1, 64),
            MaxAttempts = Number(section, "max-attempts", 1, 100),
            LeaseTimeout = Time(section, "lease-timeout", TimeSpan.FromMilliseconds(10)),
            ReopenDelay = Time(section, "reopen-delay", TimeSpan.FromMilliseconds(1)),
            ReopenDelayLimit = Time(section, "reopen-delay-limit", TimeSpan.FromMilliseconds(1)),
        };
        return settings.ReopenDelayLimit >= settings.ReopenDelay
            ? settings
            : throw new ConfigurationException($"{Section}.reopen-delay-limit: {settings.ReopenDelayLimit.TotalSeconds} s is less than reopen-delay ({settings.ReopenDelay.TotalSeconds} s).");
    }

    private static IReadOnlyList<DeviceSpec> DeviceList(Config section)
    {
        try
        {
            var value = section.GetValue("devices") ?? throw new FormatException("at least one device is needed");
            var written = value.IsArray() ? value.GetStringList() : [.. (value.GetString() ?? "").Split(',')];
            return DeviceSpec.ParseList(written);
        }
        catch (FormatException wrong)
        {
            throw new ConfigurationException($"{Section}.devices: {wrong.Message}");
        }
    }

    private static int Number(Config section, string key, int lowest, int highest)
    {
        var text = section.GetString(key, null);
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new ConfigurationException($"{Section}.{key}: '{text}' is no whole number from {lowest} to {highest}.");
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

        throw new ConfigurationException($"{Section}.{key}: '{text}' is no time of at least {lowest.TotalMilliseconds} ms, such as 500ms or 10s.");
    }
}
