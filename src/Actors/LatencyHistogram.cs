using HdrHistogram;

namespace Actors;

/// <summary>Durations, for percentiles. Written by one thread, read from anywhere.</summary>
public sealed class LatencyHistogram
{
    // Microseconds, 1 to an hour, within 1 %: some 20 kB.
    private const long LongestUs = 3_600_000_000;
    private const int SignificantDigits = 2;

    // Of a camera of 30 frames a second the last 17 s.
    private const int Recent = 512;

    private readonly LongConcurrentHistogram _histogram = new(1, LongestUs, SignificantDigits);
    private readonly uint[] _recent = new uint[Recent];
    private int _added;

    /// <summary>How many durations.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>Takes one in.</summary>
    public void Add(TimeSpan duration)
    {
        var us = Math.Clamp((long)duration.TotalMicroseconds, 1, LongestUs);
        _histogram.RecordValue(us);
        _recent[_added % Recent] = (uint)us;
        Volatile.Write(ref _added, _added == int.MaxValue ? Recent : _added + 1);
    }

    /// <summary>Their mean in milliseconds; 0 where there is nothing.</summary>
    public double MeanMs => Count == 0 ? 0 : _histogram.GetMean() / 1000.0;

    /// <summary>Milliseconds at a percentile from 0 to 100; 0 where there is nothing.</summary>
    public double PercentileMs(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;

    /// <summary>The same of the last few hundred durations alone, for each of some percentiles.</summary>
    public IReadOnlyList<double> RecentMs(params IReadOnlyList<double> percentiles)
    {
        var sorted = _recent[..Math.Min(Volatile.Read(ref _added), Recent)];
        Array.Sort(sorted);
        return [.. percentiles.Select(percentile => sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(percentile / 100 * sorted.Length) - 1, 0, sorted.Length - 1)] / 1000.0)];
    }
}
