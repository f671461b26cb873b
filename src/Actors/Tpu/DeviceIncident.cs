namespace Actors.Tpu;

/// <summary>When a device went out of service, and why.</summary>
/// <param name="State">What it has been since.</param>
/// <param name="Reason">In one line.</param>
/// <param name="At">When.</param>
public sealed record DeviceIncident(DeviceState State, string Reason, DateTimeOffset At);
