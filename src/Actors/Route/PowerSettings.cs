namespace Actors.Route;

/// <summary>How many devices are to be in service.</summary>
/// <param name="Mode">By which rule.</param>
/// <param name="Latency">How late an answer may come after its frame was prepared, where more devices can help it: the 99th percentile.</param>
public sealed record PowerSettings(PowerMode Mode, TimeSpan Latency)
{
    /// <summary>The busy share, 0 to 1, up to which the devices in service are enough; above it others are brought in.</summary>
    internal double EnoughShare => Mode == PowerMode.Saver ? 0.95 : 0.8;

    /// <summary>
    /// The busy share up to which fewer devices would be ample, so that one is parked. The gap between the two is what keeps a
    /// steady load from having devices come and go.
    /// </summary>
    internal double AmpleShare => Mode == PowerMode.Saver ? 0.85 : 0.65;

    /// <summary>By what part of itself the load may grow in a second, for as many seconds as a device takes to open, without exceeding what is in service.</summary>
    internal double GrowthPerSecond => Mode == PowerMode.Saver ? 0 : 0.1;

    /// <summary>For how long fewer devices must have been ample before one is parked; at least.</summary>
    public TimeSpan ParkAfter { get; init; } = Mode == PowerMode.Saver ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(5);
}
