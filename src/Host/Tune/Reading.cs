namespace Actors.Host.Tune;

/// <summary>What one short run came to.</summary>
/// <param name="Rate">Frames that came out a second, of all cameras; 0 where the settings cannot be.</param>
/// <param name="P99Ms">Capture to result, 99th percentile.</param>
/// <param name="CpuMs">CPU time of the process for each frame.</param>
/// <param name="DevicesBusy">The share of the time, 0 to 1, that the devices were at work.</param>
internal readonly record struct Reading(double Rate, double P99Ms, double CpuMs, double DevicesBusy);
