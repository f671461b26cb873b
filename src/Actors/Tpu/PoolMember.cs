namespace Actors.Tpu;

/// <summary>A device that is to be in the pool.</summary>
/// <param name="Device">Which.</param>
/// <param name="IsFallback">Whether it is there because others are not.</param>
internal sealed record WantedDevice(Device Device, bool IsFallback);

/// <summary>A device that is in the pool, as the <see cref="DeviceWatcher"/> knows it.</summary>
internal sealed class PoolMember(DeviceRoster.Slot slot, bool isFallback)
{
    public DeviceRoster.Slot Slot { get; } = slot;

    public bool IsFallback { get; } = isFallback;

    public DeviceState State { get; set; } = DeviceState.Opening;

    /// <summary>Whether it has been told to leave.</summary>
    public bool Leaving { get; set; }

    /// <summary>Why it did not open, until it does.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What it is told to replace, once it has opened; null where nothing is told.</summary>
    public string? Replaces { get; set; }

    public bool TakesFrames => State.TakesFrames();

    /// <summary>Whether it takes frames, or is parked and would.</summary>
    public bool IsReady => State.IsReady();

    /// <summary>Whether it is being opened for the first time.</summary>
    public bool IsOpening => State == DeviceState.Opening && Failure is null;
}
