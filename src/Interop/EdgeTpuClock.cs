namespace Actors.Interop;

/// <summary>How fast an Edge TPU's clock runs while it is open: libedgetpu's option <c>Performance</c>, by its names.</summary>
/// <remarks>
/// libedgetpu's own default is <see cref="Max"/>. A device that some program has open keeps the clock that it was opened with,
/// and the build of the library for throttled USB sticks takes <see cref="Max"/> there for <see cref="High"/>.
/// </remarks>
public enum EdgeTpuClock
{
    /// <summary>63 MHz.</summary>
    Low,

    /// <summary>125 MHz.</summary>
    Medium,

    /// <summary>250 MHz.</summary>
    High,

    /// <summary>500 MHz.</summary>
    Max,
}
