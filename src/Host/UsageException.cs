using Actors.Interop;

namespace Actors.Host;

/// <summary>The command line or the configuration asks for something that cannot be. The message is for the user, in one line.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>What is missing on this machine, where it is that and not the setting itself that is wrong; else null.</summary>
    public InteropException? Missing => (InnerException as SettingException)?.InnerException as InteropException;
}
