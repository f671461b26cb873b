namespace Actors.Route;

/// <summary>How long a device may take over a frame.</summary>
/// <param name="Factor">Times the 99th percentile of the device's own service time.</param>
/// <param name="Floor">But never less than this.</param>
/// <param name="Ceiling">Nor more than this, which also holds before anything was measured.</param>
public sealed record DeadlineSettings(double Factor, TimeSpan Floor, TimeSpan Ceiling)
{
    // The floor keeps a hiccup of the machine from being taken for a device's fault. A device that idles has answered what it
    // had, so that there is less doubt; and frames that could be on it wait for the one that is late.
    private const int FloorWhileAnotherIdles = 2;

    /// <summary>The same while another device has nothing to do: half of the floor.</summary>
    public DeadlineSettings WhileAnotherIdles => this with { Floor = Floor / FloorWhileAnotherIdles };
}
