namespace Actors.Capture;

/// <summary>A source that does not open or has broken. The message says what to do.</summary>
public sealed class SourceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SourceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether something has to be plugged in or installed first: a camera, or a program.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Whether only this frame is lost, and the source goes on.</summary>
    public bool FrameOnly { get; init; }
}
