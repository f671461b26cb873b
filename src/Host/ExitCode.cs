using Actors.Capture;
using Actors.Interop;
using Akka.Configuration;

namespace Actors.Host;

/// <summary>What the program's exit code says, and which failure means which.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int Missing = 3;

    /// <summary>The code of a failure that is explained by its message; null for one that is not.</summary>
    public static int? Of(Exception failure) => failure switch
    {
        UsageException or ConfigurationException => Usage,
        InteropException => Missing,
        SourceException { MissingDevice: true } => Missing,
        SourceException => Usage,
        _ => null,
    };
}
