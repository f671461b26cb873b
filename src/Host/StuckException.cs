namespace Actors.Host;

/// <summary>What was to happen in a pipeline did not, for longer than any machine needs. The message says what.</summary>
internal sealed class StuckException : Exception
{
    public StuckException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
