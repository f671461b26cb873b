namespace Actors.Tpu;

/// <summary>What is to be done so that the pool has the devices that it should have.</summary>
/// <param name="Same">Members that stay as they are.</param>
/// <param name="Replaced">Members that are to become others, or to run something else; those that take no frames come first, since it costs nothing.</param>
/// <param name="TooMany">Members that are to leave.</param>
/// <param name="Missing">Devices that are to join.</param>
internal sealed record PoolDifference(
    IReadOnlyList<PoolMember> Same,
    IReadOnlyList<(PoolMember Member, WantedDevice By)> Replaced,
    IReadOnlyList<PoolMember> TooMany,
    IReadOnlyList<WantedDevice> Missing)
{
    /// <summary>Compares.</summary>
    /// <param name="wanted">What there should be.</param>
    /// <param name="members">What there is; who is leaving does not count.</param>
    /// <param name="task">What devices should run.</param>
    /// <param name="coming">One that is about to join, in the place of one that is leaving.</param>
    public static PoolDifference Between(IReadOnlyList<WantedDevice> wanted, IEnumerable<PoolMember> members, DetectionTask task, WantedDevice? coming)
    {
        var missing = wanted.ToList();
        var same = new List<PoolMember>();
        var others = new List<PoolMember>();
        foreach (var member in members.Where(member => !member.Leaving))
        {
            var place = missing.FindIndex(device => device.IsFallback == member.IsFallback && device.Device.Equals(member.Slot.Device));
            if (place >= 0 && member.Slot.Task.RunsTheSameAs(task))
            {
                missing.RemoveAt(place);
                same.Add(member);
            }
            else
            {
                others.Add(member);
            }
        }

        if (coming is not null)
        {
            missing.Remove(coming);
        }

        var replaced = new List<(PoolMember, WantedDevice)>();
        var tooMany = new List<PoolMember>();
        foreach (var member in others.OrderBy(member => member.TakesFrames))
        {
            if (Successor(member, missing) is { } successor)
            {
                missing.Remove(successor);
                replaced.Add((member, successor));
            }
            else
            {
                tooMany.Add(member);
            }
        }

        return new PoolDifference(same, replaced, tooMany, missing);
    }

    // The same device; else one that needs it to be closed first; else one of its kind, which then gets its name; else any.
    private static WantedDevice? Successor(PoolMember member, List<WantedDevice> missing)
    {
        var device = member.Slot.Device;
        var alike = missing.Where(wanted => wanted.IsFallback == member.IsFallback).ToList();
        return alike.Find(wanted => wanted.Device.Equals(device))
            ?? alike.Find(wanted => wanted.Device.Exclusive is { } where && where == device.Exclusive)
            ?? alike.Find(wanted => wanted.Device.Kind == device.Kind)
            ?? alike.FirstOrDefault();
    }
}
