using Actors.Interop;

namespace Actors.Tpu;

/// <summary>A device failed to open or to run a frame; its worker restarts.</summary>
public sealed class DeviceFault : Exception
{
    /// <summary>What kind of failure.</summary>
    public enum Kind
    {
        /// <summary>May be over at the next try.</summary>
        Transient,

        /// <summary>The device is not there.</summary>
        Lost,
    }

    /// <summary>Creates the fault.</summary>
    public DeviceFault(Exception inner)
        : base(inner.Message, inner)
    {
        Reason = inner is DeviceException ? Kind.Lost : Kind.Transient;
    }

    /// <summary>What kind of failure.</summary>
    public Kind Reason { get; }
}
