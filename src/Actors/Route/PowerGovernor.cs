using Actors.Interop;

namespace Actors.Route;

/// <summary>Decides which devices are in service and which are parked, and at which clock Edge TPUs are opened.</summary>
/// <remarks>
/// <para>
/// The law: as few devices as keep the latency bound, and those at the lowest clock that does. It reckons, from the frames that
/// come, how late they would be with any number of devices at any clock, each a good deal slower than it is; what would do in
/// spite of that has head room. Others are brought in as soon as those in service would do no more with some head room; one is
/// parked when fewer have been ample, with more head room, for seconds. Since what is ample is more than what is enough, a
/// steady load has no device come and go, however it came about.
/// </para>
/// <para>
/// Two things go before what is reckoned. Frames that really wait longer than the bound show that more is needed than was
/// reckoned: another device is brought in, and from then on all count as slower. Where such a frame is one of a camera that
/// waits, as a file does, it comes as fast as it is taken, and all devices are brought in.
/// </para>
/// <para>
/// Fewer devices go before a lower clock: a device that is open takes power even while it does nothing, a parked one none. All
/// begin at the fastest clock, so that a run begins with all that there is; a lower one is tried on a parked device, which then
/// takes the place of one in service. No clock, no actors, no timers: times are passed in. Not thread-safe; the dealer owns it.
/// </para>
/// </remarks>
internal sealed class PowerGovernor
{
    /// <summary>What a device is up to.</summary>
    public enum Standing
    {
        /// <summary>Takes frames.</summary>
        InService,

        /// <summary>Has been told to open.</summary>
        Coming,

        /// <summary>Closed, or closing.</summary>
        Parked,
    }

    /// <summary>A device that takes frames or would.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Standing">What it is up to.</param>
    /// <param name="Clock">At which clock it is, or was the last time; null where it has none to choose.</param>
    /// <param name="ServiceTime">What it takes over a frame at that clock; zero while that is unknown.</param>
    /// <param name="OpeningTime">What it took to open.</param>
    public readonly record struct Candidate(string Device, Standing Standing, EdgeTpuClock? Clock, TimeSpan ServiceTime, TimeSpan OpeningTime)
    {
        /// <summary>Whether it runs as fast as at a clock, or faster.</summary>
        public bool Reaches(EdgeTpuClock clock) => Clock is null || Clock >= clock;
    }

    /// <summary>What is to be done.</summary>
    public abstract record Order(string Device)
    {
        /// <summary>A device in service is to be closed.</summary>
        /// <param name="Device">Which.</param>
        /// <param name="Reason">Why; told with its state.</param>
        public sealed record Park(string Device, string Reason) : Order(Device);

        /// <summary>A parked one is to be opened.</summary>
        public sealed record BringIn(string Device, EdgeTpuClock Clock) : Order(Device);
    }

    // What was too slow so lately is too slow now: between two looks there may be no frame.
    private const double Lately = 0.1;

    // A device that is opened and closed all the time saves nothing.
    private const int OpeningsBeforeParking = 5;

    // By how much slower devices count when frames have waited longer than was reckoned, at most, and until when.
    private const double Lesson = 1.25;
    private const double MostLearned = 4;
    private const double Remembered = 600;

    // A smaller difference between two devices can be chance.
    private const double WorthChanging = 1.5;

    // More frames at once than any camera has on its way tell nothing more.
    private const long MostAtOnce = 256;

    private static readonly EdgeTpuClock[] Clocks = Enum.GetValues<EdgeTpuClock>();

    private readonly ClockTimes _times = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ClockedPools _enough = new();
    private readonly ClockedPools _ample = new();
    private PowerSettings _settings;
    private double _learned = 1;
    private double _learnedAt;

    public PowerGovernor(PowerSettings settings) => _settings = settings;

    /// <summary>Whether devices may be parked.</summary>
    public bool Saves => _settings.Mode != PowerMode.Performance;

    private double Bound => _settings.Latency.TotalSeconds;

    /// <summary>Goes on with other settings.</summary>
    public void Use(PowerSettings settings)
    {
        if (settings != _settings)
        {
            _settings = settings;
            _enough.Clear();
            _ample.Clear();
            _learned = 1;
        }
    }

    /// <summary>A device has left the pool; another may come by its name.</summary>
    public void Forget(string device)
    {
        _known.Remove(device);
        _times.Forget(device);
    }

    /// <summary>Frames come.</summary>
    /// <param name="now">When.</param>
    /// <param name="frames">How many, those included that were dropped for want of devices.</param>
    public void Arrive(TimeSpan now, long frames)
    {
        for (var frame = 0; frame < Math.Min(frames, MostAtOnce); frame++)
        {
            _enough.Arrive(now.TotalSeconds);
            _ample.Arrive(now.TotalSeconds);
        }
    }

    /// <summary>Looks what is to be done. To be asked every few hundredths of a second, and when a device goes out of service.</summary>
    /// <param name="now">The time.</param>
    /// <param name="devices">All that take frames or would; not those that fail or are to leave.</param>
    /// <param name="liveWait">How long a frame has waited for a device by now, of cameras that drop frames.</param>
    /// <param name="completeWait">The same, of cameras that wait.</param>
    public IReadOnlyList<Order> Decide(TimeSpan now, IReadOnlyList<Candidate> devices, TimeSpan liveWait, TimeSpan completeWait)
    {
        if (!Saves)
        {
            return BringIn(devices, new ClockedPools.Requirement(devices.Count, EdgeTpuClock.Max), EdgeTpuClock.Max);
        }

        var at = now.TotalSeconds;
        if (devices.Count == 0 || !Measure(at, devices))
        {
            return BringIn(devices, new ClockedPools.Requirement(Math.Min(1, devices.Count), EdgeTpuClock.Low), EdgeTpuClock.Max);
        }

        CountWaits(at, devices, liveWait.TotalSeconds, completeWait.TotalSeconds);
        var needed = _enough.Least(devices.Count, at - Lately);
        var ample = _ample.Least(devices.Count, at - Math.Max(_settings.ParkAfter.TotalSeconds, OpeningsBeforeParking * Opening(devices)));
        var orders = BringIn(devices, needed, Max(needed.Clock, ample.Clock));
        return orders.Count > 0 || devices.Any(device => device.Standing == Standing.Coming) ? orders : Release(devices, needed, ample);
    }

    private static double Opening(IEnumerable<Candidate> devices) => devices.Max(device => device.OpeningTime.TotalSeconds);

    private static EdgeTpuClock Max(EdgeTpuClock a, EdgeTpuClock b) => a > b ? a : b;

    // Whether anything is known of any device's speed by now.
    private bool Measure(double now, IReadOnlyList<Candidate> devices)
    {
        foreach (var device in devices.Where(device => device.ServiceTime > TimeSpan.Zero))
        {
            _times.Set(device.Device, device.Clock ?? EdgeTpuClock.Max, device.ServiceTime);
        }

        if (_times.IsEmpty)
        {
            return false;
        }

        var slowdown = _learned * (1 + _settings.GrowthPerSecond * Opening(devices));
        var clocks = devices.Any(device => device.Clock is not null) ? Clocks : [EdgeTpuClock.Max];
        var times = clocks.Select(clock => (clock, devices.Select(device => Time(device, clock)).Order().ToArray())).ToList();
        Use(_enough, slowdown / _settings.EnoughShare, double.NegativeInfinity);
        Use(_ample, slowdown / _settings.AmpleShare, now);

        // One that has just joined is given its part of the frames, so that its speed is known.
        var known = _known.Count;
        _known.UnionWith(devices.Select(device => device.Device));
        if (_known.Count > known)
        {
            _ample.CountTooSlow(new ClockedPools.Requirement(devices.Count, EdgeTpuClock.Max), now);
        }

        return true;

        // What no device could do is not asked of more of them.
        void Use(ClockedPools pools, double factor, double newAreTooSlowAt) =>
            pools.Use(times, factor, Math.Max(Bound, factor * devices.Min(FastestTime)), newAreTooSlowAt);
    }

    private double Time(Candidate device, EdgeTpuClock clock) => _times.Of(device.Device, device.Clock is null ? EdgeTpuClock.Max : clock);

    private double FastestTime(Candidate device) => Time(device, EdgeTpuClock.Max);

    private void CountWaits(double now, IReadOnlyList<Candidate> devices, double live, double complete)
    {
        if (_learned > 1 && now - _learnedAt > Remembered)
        {
            (_learned, _learnedAt) = (_learned / Lesson, now);
        }

        if (complete > Bound)
        {
            CountTooSlow(new ClockedPools.Requirement(devices.Count, EdgeTpuClock.High), now);
            CountTooSlow(new ClockedPools.Requirement(devices.Count - 1, EdgeTpuClock.Max), now);
        }
        else if (live > Bound && devices.Any(device => device.Standing == Standing.Parked) && devices.All(device => device.Standing != Standing.Coming))
        {
            var serving = devices.Where(device => device.Standing == Standing.InService).ToList();
            (_learned, _learnedAt) = (Math.Min(MostLearned, _learned * Lesson), now);
            CountTooSlow(new ClockedPools.Requirement(serving.Count, serving.Max(device => device.Clock) ?? EdgeTpuClock.Max), now);
        }
    }

    private void CountTooSlow(ClockedPools.Requirement tooFew, double now)
    {
        _enough.CountTooSlow(tooFew, now);
        _ample.CountTooSlow(tooFew, now);
    }

    private IReadOnlyList<Order> BringIn(IReadOnlyList<Candidate> devices, ClockedPools.Requirement needed, EdgeTpuClock clock)
    {
        var missing = needed.Devices - devices.Count(device => device.Standing != Standing.Parked && device.Reaches(needed.Clock));
        if (missing <= 0)
        {
            return [];
        }

        var parked = devices.Where(device => device.Standing == Standing.Parked).ToList();
        if (parked.Count > 0)
        {
            return [.. parked.OrderBy(FastestTime).Take(missing).Select(device => new Order.BringIn(device.Device, clock))];
        }

        // All are open, some at too low a clock: one after another is closed, to be opened at a higher one.
        var slow = devices.Where(device => device.Standing == Standing.InService && !device.Reaches(needed.Clock)).Take(1);
        return devices.Any(device => device.Standing == Standing.Coming) ? [] : [.. slow.Select(device => new Order.Park(device.Device, "It opens again at a higher clock."))];
    }

    private IReadOnlyList<Order> Release(IReadOnlyList<Candidate> devices, ClockedPools.Requirement needed, ClockedPools.Requirement ample)
    {
        if (ample.Devices < needed.Devices)
        {
            return [];
        }

        var clock = ample.Devices == needed.Devices ? Max(ample.Clock, needed.Clock) : ample.Clock;
        var serving = devices.Where(device => device.Standing == Standing.InService).ToList();
        var stay = serving.Where(device => device.Reaches(clock)).OrderBy(device => device.Clock ?? clock).ThenBy(FastestTime).Take(ample.Devices).ToList();
        if (serving.Count > ample.Devices && stay.Count == ample.Devices)
        {
            return [.. serving.Except(stay).Select(device => new Order.Park(device.Device, "Fewer devices suffice."))];
        }

        // One that serves and is much slower than one that is parked gives place to that.
        var slowest = serving.Select(FastestTime).DefaultIfEmpty().Max();
        var faster = devices.Where(device => device.Standing == Standing.Parked && FastestTime(device) * WorthChanging < slowest).OrderBy(FastestTime).Take(1).ToList();
        if (faster.Count > 0)
        {
            return [new Order.BringIn(faster[0].Device, clock)];
        }

        return serving.Count == ample.Devices && serving.MaxBy(device => device.Clock) is { Clock: { } highest } fast && highest > clock
            ? LowerClock(devices, fast, clock)
            : [];
    }

    // Another takes its place at the lower clock; or it is opened anew, where it is away for no longer than a frame may be late.
    private IReadOnlyList<Order> LowerClock(IReadOnlyList<Candidate> devices, Candidate device, EdgeTpuClock clock)
    {
        var spare = devices.Where(other => other is { Standing: Standing.Parked, Clock: not null }).OrderBy(FastestTime).Take(1).ToList();
        return spare.Count > 0 ? [new Order.BringIn(spare[0].Device, clock)]
            : device.OpeningTime.TotalSeconds + Time(device, clock) <= Bound ? [new Order.Park(device.Device, "It opens again at a lower clock.")]
            : [];
    }
}
