namespace Actors.Tpu;

/// <summary>Which devices there are to be in the pool: those that the settings name, and the CPU where none of these serves.</summary>
internal static class WantedDevices
{
    /// <summary>Says.</summary>
    /// <param name="named">What the settings name, as far as this machine has it.</param>
    /// <param name="fallback">The CPU; empty where it is not to help out.</param>
    /// <param name="members">What there is.</param>
    /// <param name="isReplacing">Whether one of them is being replaced.</param>
    public static IReadOnlyList<WantedDevice> Of(IReadOnlyList<Device> named, IReadOnlyList<Device> fallback, IReadOnlyList<PoolMember> members, bool isReplacing)
    {
        var wanted = named.Select(device => new WantedDevice(device, IsFallback: false)).ToList();
        if (fallback.Count > 0 && NeedsFallback(named, members, isReplacing))
        {
            wanted.AddRange(fallback.Select(device => new WantedDevice(device, IsFallback: true)));
        }

        return wanted;
    }

    private static bool NeedsFallback(IReadOnlyList<Device> named, IReadOnlyList<PoolMember> members, bool isReplacing)
    {
        var staying = members.Where(member => !member.Leaving).ToList();
        var own = staying.Where(member => !member.IsFallback).ToList();

        // While the only device is replaced, as much as while it opens for the first time, there is nothing wrong with it.
        var isOneComing = isReplacing || own.Exists(member => member.IsOpening) || named.Any(device => !own.Exists(member => member.Slot.Device.Equals(device)));
        return !own.Exists(member => member.IsReady) && (staying.Exists(member => member.IsFallback) || !isOneComing);
    }
}
