namespace Actors.Prepare;

/// <summary>A frame could not be prepared; only that frame is lost.</summary>
public sealed class PrepareException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PrepareException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
