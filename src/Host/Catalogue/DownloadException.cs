namespace Actors.Host.Catalogue;

/// <summary>A file that could not be fetched. The message is for the user, in one line.</summary>
internal sealed class DownloadException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, and what to do.</param>
    /// <param name="passes">Whether another try may succeed where this one has not.</param>
    /// <param name="after">How long the server asks to wait before that, or null.</param>
    /// <param name="inner">What came of it, or null.</param>
    public DownloadException(string message, bool passes = false, TimeSpan? after = null, Exception? inner = null)
        : base(message, inner)
    {
        Passes = passes;
        After = after;
    }

    /// <summary>Whether another try may succeed.</summary>
    public bool Passes { get; }

    /// <summary>How long the server asks to wait before it, or null.</summary>
    public TimeSpan? After { get; }
}
