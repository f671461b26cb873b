namespace Actors.Interop;

/// <summary>The base of everything this assembly throws about libraries, models and devices. Messages say what to do.</summary>
public abstract class InteropException : Exception
{
    /// <inheritdoc cref="Exception(string)"/>
    protected InteropException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
