using Akka.Configuration;

namespace Actors;

/// <summary>A setting that cannot be. It says which and why; in which file that stands knows whoever read the files.</summary>
public sealed class SettingException : ConfigurationException
{
    /// <summary>Refuses a setting.</summary>
    /// <param name="key">The setting, by its whole path.</param>
    /// <param name="reason">Why it cannot be, and what could.</param>
    /// <param name="against">The setting that it contradicts, or null.</param>
    /// <param name="cause">What came of it, or null.</param>
    public SettingException(string key, string reason, string? against = null, Exception? cause = null)
        : base($"{key}: {reason}", cause)
    {
        Key = key;
        Reason = reason;
        Against = against;
    }

    /// <summary>The setting, by its whole path.</summary>
    public string Key { get; }

    /// <summary>Why it cannot be.</summary>
    public string Reason { get; }

    /// <summary>The setting that it contradicts: either may be the one to change. Null where it is wrong by itself.</summary>
    public string? Against { get; }
}
