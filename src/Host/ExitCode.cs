using System.Reflection;
using Actors.Capture;
using Actors.Host.Catalogue;
using Actors.Interop;
using Akka.Actor;
using Akka.Configuration;

namespace Actors.Host;

/// <summary>What the program's exit code says, and which failure means which.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int Missing = 3;

    /// <summary>The code of a failure that is explained by a message, and the message; null for one that is not.</summary>
    public static (int Code, string Message)? Of(Exception failure) => failure switch
    {
        // Akka wraps what is wrong in what it was doing; the innermost says what to change.
        ConfigurationException { InnerException: ConfigurationException inner } => Of(inner),
        TargetInvocationException or ActorInitializationException or AggregateException => failure.InnerException is { } inner ? Of(inner) : null,
        UsageException { Missing: { } missing } => (Of(missing)!.Value.Code, failure.Message),
        UsageException or ConfigurationException => (Usage, failure.Message),
        InferenceException or StuckException => (Unexpected, failure.Message),
        DownloadException => (Missing, failure.Message),
        InteropException => (Missing, failure.Message),
        SourceException { IsMissing: true } => (Missing, failure.Message),
        SourceException => (Usage, failure.Message),
        _ => null,
    };
}
