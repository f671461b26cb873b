using System.Globalization;
using Actors.Route;
using Akka.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Refuses HOCON settings of this program's own that do not exist or cannot be. What is Akka's own, Akka reads as it finds it.</summary>
internal static class HoconKeys
{
    /// <summary>The preprocessors' section.</summary>
    public const string Prepare = "akka.actor.deployment./pipeline/prepare";

    /// <summary>What resizes their pool.</summary>
    public const string Resizer = $"{Prepare}.resizer";

    /// <summary>How many preprocessors there may be, where frames wait for them; a number, or auto.</summary>
    public const string MostPreprocessors = $"{Resizer}.upper-bound";

    /// <summary>How many frames of one camera may be on their way.</summary>
    public const string FramesInFlight = "actors.frames-in-flight";

    private const string ResizerEnabled = $"{Resizer}.enabled";
    private const string Deployment = "akka.actor.deployment";
    private const string Own = "actors";
    private const string ThreadPool = "dedicated-thread-pool";
    private const int MostThreads = 1024;

    // As hocon/actors.conf has them.
    private const string Shipped = "\"Actors.Threads.PinnedThread, Actors\", Dispatcher with executor = \"Actors.Threads.ThreadsExecutor, Actors\"";

    private static readonly string[] Deployed = ["/pipeline/prepare", "/pipeline/tpu"];
    private static readonly string[] PrepareKeys = ["router", "nr-of-instances", "resizer", "dispatcher"];
    private static readonly string[] ResizerKeys = ["enabled", "upper-bound"];
    private static readonly string[] Dispatchers = ["device-dispatcher", "sink-dispatcher", "prepare-dispatcher", "render-dispatcher"];
    private static readonly string[] DispatcherTypes = ["Dispatcher", "TaskDispatcher", "PinnedDispatcher", "ForkJoinDispatcher", "SynchronizedDispatcher"];
    private static readonly string[] ThreadPoolKeys = ["thread-count", "threadtype", "deadlock-timeout", "apartment"];

    // All that Akka documents for a dispatcher, with the executors that have sections of their own.
    private static readonly string[] DispatcherKeys =
    [
        "type", "executor", "throughput", "throughput-deadline-time", "attempt-teamwork", "shutdown-timeout",
        "mailbox-type", "mailbox-requirement", "mailbox-capacity", "mailbox-push-timeout-time",
        ThreadPool, "fork-join-executor", "thread-pool-executor", "default-executor", "channel-executor", "current-context-executor", "task-executor",
    ];

    // Each after the one that it lies in.
    private static readonly string[] Sections =
    [
        "akka", "akka.actor", Deployment, Prepare, Resizer, PoolSettings.Section,
        Own, .. Dispatchers.Select(dispatcher => $"{Own}.{dispatcher}"), .. Dispatchers.Select(dispatcher => $"{Own}.{dispatcher}.{ThreadPool}"),
    ];

    /// <summary>Checks that a file has sections where there must be sections: merged with others, a value takes away what they say.</summary>
    /// <param name="file">The file's own configuration.</param>
    /// <exception cref="SettingException">A value stands in place of a section.</exception>
    public static void CheckSections(Config file)
    {
        foreach (var section in file.IsEmpty ? [] : Sections)
        {
            HoconTree.Section(file, section);
        }
    }

    /// <summary>Checks all of it.</summary>
    /// <param name="hocon">The merged configuration.</param>
    /// <exception cref="SettingException">A setting does not exist or cannot be.</exception>
    public static void Check(Config hocon)
    {
        // What Akka deploys by default goes by a name without a slash.
        Known(hocon, Deployment, [.. Deployed, "default"], Deployed);
        Known(hocon, Prepare, PrepareKeys);
        Known(hocon, Resizer, ResizerKeys);
        CheckRouter(hocon);
        Known(hocon, Own, ["frames-in-flight", .. Dispatchers]);
        foreach (var dispatcher in Dispatchers)
        {
            CheckDispatcher(hocon, $"{Own}.{dispatcher}");
        }

        PoolSettings.CheckKeys(HoconTree.Section(hocon, PoolSettings.Section));
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="SettingException">It is none, or outside of the limits.</exception>
    public static int WholeNumber(Config hocon, string key, int lowest, int highest)
    {
        var text = hocon.GetString(key, null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new SettingException(key, $"'{text}' is no whole number from {lowest} to {highest}.");
    }

    /// <summary>How many preprocessors there may be at most; 0 where there are always as many as at the start.</summary>
    /// <exception cref="SettingException">It is neither a number nor auto, or the resizer neither on nor off.</exception>
    public static int MostPreprocessorsOf(Config hocon) => hocon.GetString(ResizerEnabled, null) switch
    {
        "off" or "false" => 0,
        "on" or "true" => hocon.GetString(MostPreprocessors, null) == "auto" ? Environment.ProcessorCount : WholeNumber(hocon, MostPreprocessors, 1, 256),
        var other => throw new SettingException(ResizerEnabled, $"'{other}' is neither on nor off."),
    };

    private static void CheckRouter(Config hocon)
    {
        if (hocon.GetString($"{Prepare}.router", null) is var router and not "prepare-pool")
        {
            throw new SettingException($"{Prepare}.router", $"the preprocessors' pool is always prepare-pool, not '{router}'.");
        }
    }

    private static void CheckDispatcher(Config hocon, string path)
    {
        Known(hocon, path, DispatcherKeys);
        Known(hocon, $"{path}.{ThreadPool}", ThreadPoolKeys);
        var type = hocon.GetString($"{path}.type", null);
        if (type is null || (!DispatcherTypes.Contains(type) && Type.GetType(type) is null))
        {
            throw new SettingException($"{path}.type", $"there is no dispatcher '{type}'. There are {Shipped}, {string.Join(", ", DispatcherTypes)}, or a type's name with its assembly's.");
        }

        foreach (var (key, highest) in new[] { ($"{path}.throughput", int.MaxValue), ($"{path}.{ThreadPool}.thread-count", MostThreads) })
        {
            if (hocon.HasPath(key))
            {
                WholeNumber(hocon, key, 1, highest);
            }
        }
    }

    private static void Known(Config hocon, string section, IReadOnlyList<string> known, IReadOnlyList<string>? told = null)
    {
        if (HoconTree.Keys(hocon, section).FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw new SettingException($"{section}.{unknown}", $"there is no such setting. There are {string.Join(", ", told ?? known)}.");
        }
    }
}
