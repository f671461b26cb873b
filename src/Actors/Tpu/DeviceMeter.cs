using System.Diagnostics;

namespace Actors.Tpu;

/// <summary>What one device did, counted. Written by its worker and the dealer, read from anywhere.</summary>
public sealed class DeviceMeter
{
    private readonly LatencyHistogram _service = new();
    private long _busy;
    private long _faults;
    private long _takenBack;
    private long _firstStart;
    private long _lastEnd;
    private long _opening;
    private int _leases;
    private int _quarantines;

    /// <summary>Creates a meter at zero.</summary>
    public DeviceMeter(string device) => Device = device;

    /// <summary>The device's name.</summary>
    public string Device { get; }

    /// <summary>What runs the model there; empty until it is open.</summary>
    public string Path { get; private set; } = "";

    /// <summary>How long it took to open, the last time; zero until it has.</summary>
    public TimeSpan OpeningTime => new(Interlocked.Read(ref _opening));

    /// <summary>What the device is up to.</summary>
    public DeviceState State { get; private set; } = DeviceState.Opening;

    /// <summary>Why, in one line; empty where there is nothing to say.</summary>
    public string StateReason { get; private set; } = "";

    /// <summary>The last time that it went out of service by a fault; null before the first.</summary>
    public DeviceIncident? LastFault { get; private set; }

    /// <summary>How often it was given up on because it did not answer in time.</summary>
    public int Quarantines => Volatile.Read(ref _quarantines);

    /// <summary>Leases that it holds.</summary>
    public int Leases
    {
        get => Volatile.Read(ref _leases);
        internal set => Volatile.Write(ref _leases, value);
    }

    /// <summary>Frames it answered.</summary>
    public long Frames => _service.Count;

    /// <summary>Failures, of opening and of running.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Leases taken back from it, because it failed or overran: of the frame it was running, and of those that waited for it.</summary>
    public long TakenBack => Interlocked.Read(ref _takenBack);

    /// <summary>Time spent running frames.</summary>
    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _busy));

    /// <summary>From the start of its first frame to the end of its last.</summary>
    public TimeSpan Span => Stopwatch.GetElapsedTime(Interlocked.Read(ref _firstStart), Interlocked.Read(ref _lastEnd));

    /// <summary>Milliseconds for a frame, at a percentile from 0 to 100.</summary>
    public double ServiceMs(double percentile) => _service.PercentileMs(percentile);

    /// <summary>The same of the last few hundred frames alone, for each of some percentiles.</summary>
    public IReadOnlyList<double> RecentServiceMs(params IReadOnlyList<double> percentiles) => _service.RecentMs(percentiles);

    // Called by the pipeline alone, once for each change.
    internal void Change(DeviceState state, string reason)
    {
        if (state is DeviceState.Quarantined or DeviceState.Reopening or DeviceState.Lost)
        {
            LastFault = new DeviceIncident(state, reason, DateTimeOffset.UtcNow);
            _quarantines += state == DeviceState.Quarantined ? 1 : 0;
        }

        StateReason = reason;
        State = state;
    }

    internal TimeSpan CountFrameSince(long start)
    {
        var end = Stopwatch.GetTimestamp();
        Interlocked.CompareExchange(ref _firstStart, start, 0);
        Interlocked.Exchange(ref _lastEnd, end);
        Interlocked.Add(ref _busy, end - start);
        var took = Stopwatch.GetElapsedTime(start, end);
        _service.Add(took);
        return took;
    }

    internal void CountOpening(string path, TimeSpan took)
    {
        Path = path;
        Interlocked.Exchange(ref _opening, took.Ticks);
    }

    internal void CountFault() => Interlocked.Increment(ref _faults);

    internal void CountTakenBack(int leases) => Interlocked.Add(ref _takenBack, leases);
}
