namespace Actors.Tpu;

/// <summary>A device failed to open or to run a frame; its worker restarts.</summary>
public sealed class DeviceFault : Exception
{
    /// <summary>Creates the fault.</summary>
    public DeviceFault(Exception inner)
        : base(inner.Message, inner)
    {
    }
}
