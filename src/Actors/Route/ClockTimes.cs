using Actors.Interop;

namespace Actors.Route;

/// <summary>What each device takes over a frame at each clock, in seconds; as far as it is known.</summary>
/// <remarks>One without a clock to choose runs at <see cref="EdgeTpuClock.Max"/> here.</remarks>
internal sealed class ClockTimes
{
    private readonly Dictionary<(string Device, EdgeTpuClock Clock), double> _seconds = [];

    /// <summary>Whether nothing is known of any device.</summary>
    public bool IsEmpty => _seconds.Count == 0;

    /// <summary>A device was measured.</summary>
    public void Set(string device, EdgeTpuClock clock, TimeSpan time) => _seconds[(device, clock)] = time.TotalSeconds;

    /// <summary>A device is gone.</summary>
    public void Forget(string device)
    {
        foreach (var clock in Enum.GetValues<EdgeTpuClock>())
        {
            _seconds.Remove((device, clock));
        }
    }

    /// <summary>
    /// As measured; else as at the device's other clocks, were all of it the clock's doing, which is the worst of a lower one;
    /// else as other devices take; 0 where nothing is known at all.
    /// </summary>
    public double Of(string device, EdgeTpuClock clock)
    {
        if (_seconds.TryGetValue((device, clock), out var seconds))
        {
            return seconds;
        }

        var own = _seconds.Where(time => time.Key.Device == device).ToList();
        return (own.Count > 0 ? own : [.. _seconds]).Select(time => time.Value * Math.Pow(2, time.Key.Clock - clock)).DefaultIfEmpty().Average();
    }
}
