namespace Actors.Route;

/// <summary>How long a device may take over a frame.</summary>
/// <param name="Factor">Times the 99th percentile of the device's own service time.</param>
/// <param name="Floor">But never less than this.</param>
/// <param name="Ceiling">Nor more than this, which also holds before anything was measured.</param>
public sealed record DeadlineSettings(double Factor, TimeSpan Floor, TimeSpan Ceiling);
