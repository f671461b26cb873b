using Actors.Interop;

namespace Actors.Route;

/// <summary>Reckons how many devices at which clock would do: a <see cref="VirtualPool"/> for each clock.</summary>
/// <remarks>Pure; in seconds.</remarks>
internal sealed class ClockedPools
{
    private static readonly EdgeTpuClock[] Clocks = Enum.GetValues<EdgeTpuClock>();

    private readonly Dictionary<EdgeTpuClock, VirtualPool> _pools = [];

    /// <summary>So many devices, all at this clock or a higher one.</summary>
    public readonly record struct Requirement(int Devices, EdgeTpuClock Clock);

    /// <summary>The devices of now.</summary>
    /// <param name="times">For each clock that can be chosen, what each device takes over a frame, the fastest first.</param>
    /// <param name="factor">How many times as long they are reckoned to take.</param>
    /// <param name="bound">When a frame is late.</param>
    /// <param name="newAreTooSlowAt">When a number of devices with which was not reckoned before counts as having been too few.</param>
    public void Use(IReadOnlyList<(EdgeTpuClock Clock, double[] Seconds)> times, double factor, double bound, double newAreTooSlowAt)
    {
        foreach (var clock in _pools.Keys.Except(times.Select(time => time.Clock)).ToList())
        {
            _pools.Remove(clock);
        }

        foreach (var (clock, seconds) in times)
        {
            if (!_pools.TryGetValue(clock, out var pool))
            {
                _pools.Add(clock, pool = new VirtualPool());
            }

            pool.Use([.. seconds.Select(time => factor * time)], bound, newAreTooSlowAt);
        }
    }

    /// <summary>Nothing has come and nothing was late.</summary>
    public void Clear() => _pools.Clear();

    /// <summary>A frame comes.</summary>
    public void Arrive(double now)
    {
        foreach (var pool in _pools.Values)
        {
            pool.Arrive(now);
        }
    }

    /// <summary>So many devices or fewer, at this clock or a lower one, have turned out to be too few.</summary>
    public void CountTooSlow(Requirement tooFew, double now)
    {
        foreach (var (clock, pool) in _pools)
        {
            if (clock <= tooFew.Clock)
            {
                pool.CountTooSlow(tooFew.Devices, now);
            }
        }
    }

    /// <summary>The fewest devices that have been enough since a time, at the lowest clock at which so few have; else all at the highest.</summary>
    /// <param name="devices">How many there are.</param>
    /// <param name="since">The time.</param>
    public Requirement Least(int devices, double since)
    {
        for (var count = 1; count <= devices; count++)
        {
            foreach (var clock in Clocks)
            {
                if (_pools.TryGetValue(clock, out var pool) && pool.Sufficed(count, since))
                {
                    return new Requirement(count, clock);
                }
            }
        }

        return new Requirement(devices, EdgeTpuClock.Max);
    }
}
