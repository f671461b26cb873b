using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Actors.Host.Configuration;

/// <summary>Looks at HOCON as the tree it is.</summary>
internal static class HoconTree
{
    /// <summary>Whether a configuration says anything of a key: gives it a value, settings below it, or puts a value in place of a section above it.</summary>
    /// <param name="config">A file's own configuration, without others below it.</param>
    /// <param name="key">A path whose names hold no dots.</param>
    public static bool Sets(Config config, string key)
    {
        if (config.IsEmpty)
        {
            return false;
        }

        var at = config.Root;
        foreach (var name in key.Split('.'))
        {
            if (!at.IsObject())
            {
                return at != config.Root;
            }

            if (!at.GetObject().Items.TryGetValue(name, out var below))
            {
                return false;
            }

            at = below;
        }

        return true;
    }

    /// <summary>The keys of a section; none where it is missing.</summary>
    /// <exception cref="SettingException">What is written there is no section but a value.</exception>
    public static IEnumerable<string> Keys(Config config, string path) =>
        Section(config, path) is { IsEmpty: false } section && section.Root.IsObject() ? section.Root.GetObject().Items.Keys : [];

    /// <summary>A section.</summary>
    /// <exception cref="SettingException">What is written there is no section but a value.</exception>
    public static Config Section(Config config, string path)
    {
        try
        {
            var value = config.GetValue(path);
            if (value is null || value.IsEmpty || value.IsObject())
            {
                return config.GetConfig(path) ?? Config.Empty;
            }
        }
        catch (NullReferenceException)
        {
            // What Akka makes of a value over a section of the file below.
        }

        throw new SettingException(path, "it must be a section in braces.");
    }

    /// <summary>Every setting by its whole path.</summary>
    public static IReadOnlyDictionary<string, string> Flatten(Config config)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!config.IsEmpty)
        {
            Flatten(config.Root, "", settings, []);
        }

        return settings;
    }

    // A variable that is not set can stand for the whole tree, in which it then stands again.
    private static void Flatten(HoconValue value, string path, SortedDictionary<string, string> settings, HashSet<HoconObject> above)
    {
        if (!value.IsObject())
        {
            settings[path] = Text(value);
        }
        else if (value.GetObject() is var section && above.Add(section))
        {
            foreach (var (key, below) in section.Items)
            {
                Flatten(below, path.Length == 0 ? key : $"{path}.{key}", settings, above);
            }

            above.Remove(section);
        }
    }

    private static string Text(HoconValue value) => value.IsArray()
        ? $"[{string.Join(", ", value.GetArray().Select(element => element.IsObject() ? Text(element.GetObject()) : Text(element)))}]"
        : value.GetString() ?? "null";

    private static string Text(HoconObject section) =>
        $"{{ {string.Join(", ", section.Items.Select(item => $"{item.Key} = {(item.Value.IsObject() ? Text(item.Value.GetObject()) : Text(item.Value))}"))} }}";
}
