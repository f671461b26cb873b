namespace Actors.Interop;

/// <summary>A device that is not there or does not open.</summary>
public sealed class DeviceException : InteropException
{
    /// <summary>Creates the exception.</summary>
    public DeviceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
