namespace Actors.Tpu;

/// <summary>What a device is up to.</summary>
public enum DeviceState
{
    /// <summary>New in the pool, and being opened for the first time.</summary>
    Opening,

    /// <summary>Takes frames.</summary>
    InService,

    /// <summary>Takes frames, but slower than it used to.</summary>
    Degraded,

    /// <summary>Has not answered in time; gets nothing until it does.</summary>
    Quarantined,

    /// <summary>Failed; is opened again after a delay.</summary>
    Reopening,

    /// <summary>Is not there; is opened again when it is back.</summary>
    Lost,

    /// <summary>Closed to save energy, since the others suffice; is opened again before they do not.</summary>
    Parked,

    /// <summary>Has left the pool, because the settings say so.</summary>
    Retired,
}

/// <summary>What states have in common.</summary>
public static class DeviceStates
{
    /// <summary>Whether a device in this state is given frames.</summary>
    public static bool TakesFrames(this DeviceState state) => state is DeviceState.InService or DeviceState.Degraded;

    /// <summary>Whether a device in this state is given frames as soon as it is wanted.</summary>
    public static bool IsReady(this DeviceState state) => state.TakesFrames() || state == DeviceState.Parked;
}
