namespace Actors.Tpu;

/// <summary>Published on the actor system's event stream: a device's state has changed.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="State">Its state now.</param>
/// <param name="Reason">Why, in one line; empty where there is nothing to say.</param>
/// <param name="Timestamp">When, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
public sealed record DeviceChanged(string Device, DeviceState State, string Reason, long Timestamp);
