using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Route;
using Microsoft.Extensions.Configuration;

namespace Actors.Host.Reload;

/// <summary>The settings that a running program cannot take over, as it started with them.</summary>
internal sealed class FixedSettings
{
    private const string Logging = "Serilog";
    private const string Web = "Web";
    private const string Token = $"{Web}:Token";

    private readonly IReadOnlyDictionary<string, string> _started;

    /// <summary>Takes those that the program starts with.</summary>
    public FixedSettings(PipelinePlan plan) => _started = Of(plan);

    /// <summary>What is not as it was, one line for each: <c>key: from -> to needs a restart</c>.</summary>
    public IReadOnlyList<string> Differences(PipelinePlan plan) => Differences(_started, Of(plan));

    /// <summary>The same, of flattened settings.</summary>
    internal static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> started, IReadOnlyDictionary<string, string> now) =>
    [
        .. from key in started.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
           let before = started.GetValueOrDefault(key)
           let after = now.GetValueOrDefault(key)
           where before != after
           select SourceUri.Masked($"{key}: {Shown(key, before)} -> {Shown(key, after)} needs a restart"),
    ];

    /// <summary>Whether a running pipeline takes over a HOCON setting.</summary>
    internal static bool IsReloadable(string key) =>
        key.StartsWith($"{PoolSettings.Section}.", StringComparison.Ordinal) || key.StartsWith($"{HoconKeys.Resizer}.", StringComparison.Ordinal)
        || key is $"{HoconKeys.Prepare}.nr-of-instances" or HoconKeys.FramesInFlight;

    // A token is nobody's to read, wherever it would be told.
    private static string Shown(string key, string? value) =>
        value is null ? "(none)" : key.Equals(Token, StringComparison.OrdinalIgnoreCase) ? "***" : value;

    private static Dictionary<string, string> Of(PipelinePlan plan)
    {
        var settings = HoconTree.Flatten(plan.Hocon).Where(setting => !IsReloadable(setting.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in plan.Configuration.AsEnumerable())
        {
            if (value is not null && (key.StartsWith($"{Logging}:", StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{Web}:", StringComparison.OrdinalIgnoreCase)))
            {
                settings[key] = value;
            }
        }

        return settings;
    }
}
