using Actors.Interop;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Route;

/// <summary>A device as the <see cref="FrameDealer"/> sees it.</summary>
/// <param name="slot">Its place in the pool.</param>
internal sealed class PoolDevice(DeviceRoster.Slot slot)
{
    public DeviceRoster.Slot Slot { get; } = slot;

    public string Name => Slot.Name;

    public IActorRef Worker { get; set; } = ActorRefs.Nobody;

    public DeviceState State { get; set; } = DeviceState.Opening;

    /// <summary>Whether it is to leave.</summary>
    public bool Retiring { get; set; }

    /// <summary>Why, where it is not the settings that say so.</summary>
    public string RetiredFor { get; set; } = "";

    /// <summary>Whether it leaves only when those that were brought in for it are there.</summary>
    public bool WaitsForRelief { get; set; }

    /// <summary>Since when its worker has been told to close it for good, and has held nothing.</summary>
    public TimeSpan? ClosingSince { get; set; }

    /// <summary>Why it is parked when it has answered what it holds; null where it is not to be.</summary>
    public string? ParksFor { get; set; }

    /// <summary>Since when its worker, which had been parked, has been told to open it.</summary>
    public TimeSpan? ComingSince { get; set; }

    /// <summary>Whether the settings keep it out of service.</summary>
    public bool Withheld { get; set; }

    /// <summary>At which clock it is, or was the last time.</summary>
    public EdgeTpuClock Clock { get; set; } = EdgeTpuClock.Max;

    public bool TakesFrames => State.TakesFrames();

    /// <summary>Whether it is parked, and nobody has told it to come back.</summary>
    public bool IsAway => State == DeviceState.Parked && ComingSince is null;

    /// <summary>Whether it is waited for: to close, to open, or to be relieved.</summary>
    public bool IsChanging => ClosingSince is not null || ComingSince is not null || WaitsForRelief || ParksFor is not null;

    /// <summary>Whether more could be had of it: it is parked, or serves at less than its highest clock.</summary>
    public bool IsSpared => !Withheld && !Retiring && (IsAway || (TakesFrames && Slot.Device.HasClock && Clock < EdgeTpuClock.Max));
}
