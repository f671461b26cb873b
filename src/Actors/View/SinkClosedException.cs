namespace Actors.View;

/// <summary>Whoever looked at an output has gone: the window was closed, or the program reading the pipe ended.</summary>
public sealed class SinkClosedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SinkClosedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether the user thereby asked for the end of the run, as by closing a window.</summary>
    public bool EndsRun { get; init; }
}
