using HdrHistogram;

namespace Actors;

/// <summary>Durations, for percentiles. Written by one thread, read from anywhere.</summary>
public sealed class LatencyHistogram
{
    // Microseconds, 1 to an hour, within 1 %: some 20 kB.
    private const long LongestUs = 3_600_000_000;
    private const int SignificantDigits = 2;

    private readonly LongConcurrentHistogram _histogram = new(1, LongestUs, SignificantDigits);

    /// <summary>How many durations.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>Takes one in.</summary>
    public void Add(TimeSpan duration) => _histogram.RecordValue(Math.Clamp((long)duration.TotalMicroseconds, 1, LongestUs));

    /// <summary>Their mean in milliseconds; 0 where there is nothing.</summary>
    public double MeanMs => Count == 0 ? 0 : _histogram.GetMean() / 1000.0;

    /// <summary>Milliseconds at a percentile from 0 to 100; 0 where there is nothing.</summary>
    public double PercentileMs(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
