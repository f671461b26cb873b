namespace Actors.Route;

/// <summary>Whether devices that are not needed are parked.</summary>
public enum PowerMode
{
    /// <summary>None is: all devices are in service, at their fastest.</summary>
    Performance,

    /// <summary>Those that rate and latency do not need are, with head room left for a load that grows.</summary>
    Balanced,

    /// <summary>The same with little head room, and sooner.</summary>
    Saver,
}
