using System.Text.RegularExpressions;

namespace Actors.Host.Configuration;

/// <summary>How enumeration values are written in configuration and on the command line: <c>drop-oldest</c>, <c>centre-crop</c>.</summary>
internal static partial class ConfigNames
{
    /// <summary>All names of an enumeration, for messages.</summary>
    public static string Of<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(Kebab));

    /// <summary>The name of a value.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Kebab(value.ToString());

    /// <summary>Reads a name.</summary>
    /// <exception cref="SettingException">There is none such; the message lists those there are.</exception>
    public static T Parse<T>(string key, string text)
        where T : struct, Enum
    {
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(Kebab(name), text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        throw new SettingException(key, $"'{text}' is not one of {Of<T>()}.");
    }

    private static string Kebab(string name) => WordStart().Replace(name, "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
