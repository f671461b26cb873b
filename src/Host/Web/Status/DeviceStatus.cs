namespace Actors.Host.Web;

/// <summary>A device.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">What runs the model there; empty until it is open.</param>
/// <param name="State">opening, in-service, degraded, quarantined, reopening, lost or parked.</param>
/// <param name="Reason">Why, in one line; empty where there is nothing to say.</param>
/// <param name="OutOfService">Whether the settings keep it out of service.</param>
/// <param name="FramesPerSecond">Frames it answered.</param>
/// <param name="Busy">The share of its time, 0 to 1, that it was at work.</param>
/// <param name="ServiceMs">What it takes over a frame, of the last frames.</param>
/// <param name="Frames">Frames it answered, since the start.</param>
/// <param name="Leases">Frames that it holds.</param>
/// <param name="Restarts">How often it failed, opening or running, and was begun anew.</param>
/// <param name="Quarantines">How often it did not answer in time.</param>
/// <param name="TakenBack">Frames that were taken from it and given to another.</param>
/// <param name="LastFault">Its last fault; null before the first.</param>
internal sealed record DeviceStatus(
    string Name, string Path, string State, string Reason, bool OutOfService,
    double FramesPerSecond, double Busy, LatencyStatus ServiceMs,
    long Frames, int Leases, long Restarts, int Quarantines, long TakenBack, FaultStatus? LastFault);

/// <summary>A fault.</summary>
/// <param name="State">What the device was then.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
internal sealed record FaultStatus(string State, string Reason, DateTimeOffset At);
