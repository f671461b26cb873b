namespace Actors.Interop;

/// <summary>An inference that failed, or whose results make no sense.</summary>
public sealed class InferenceException : InteropException
{
    /// <summary>Creates the exception.</summary>
    public InferenceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
