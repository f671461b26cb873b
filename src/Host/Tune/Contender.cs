namespace Actors.Host.Tune;

/// <summary>A candidate in a race, with what was measured of it there.</summary>
/// <param name="candidate">The candidate.</param>
internal sealed class Contender(Candidate candidate)
{
    // Of readings that are spread normally, half are within so many standard deviations of the median.
    private const double DeviationsWithinHalf = 0.6745;

    private readonly List<Reading> _readings = [];

    public Candidate Candidate { get; } = candidate;

    /// <summary>How often it was measured.</summary>
    public int Rounds => _readings.Count;

    /// <summary>Frames a second, the median of its readings.</summary>
    public double Rate => Median(reading => reading.Rate);

    /// <summary>The highest of its readings of the rate.</summary>
    public double Highest => _readings.Max(reading => reading.Rate);

    /// <summary>The 99th percentile of the latency, the median of its readings.</summary>
    public double P99Ms => Median(reading => reading.P99Ms);

    /// <summary>The lowest of its readings of that.</summary>
    public double LowestP99Ms => _readings.Min(reading => reading.P99Ms);

    /// <summary>CPU time a frame, the median of its readings.</summary>
    public double CpuMs => Median(reading => reading.CpuMs);

    /// <summary>The devices' share of the time, the median of its readings.</summary>
    public double DevicesBusy => Median(reading => reading.DevicesBusy);

    /// <summary>How far its readings of the rate are from their median, as shares of it.</summary>
    public IEnumerable<double> RateDeviations => Deviations(reading => reading.Rate);

    /// <summary>The same of the latency.</summary>
    public IEnumerable<double> P99Deviations => Deviations(reading => reading.P99Ms);

    /// <summary>By how much a figure varies: the standard deviation as a share of it, were it not for the few readings that something disturbed.</summary>
    public static double Noise(IEnumerable<double> deviations) => Statistics.Of(deviations).Median / DeviationsWithinHalf;

    public void Add(Reading reading) => _readings.Add(reading);

    private IEnumerable<double> Deviations(Func<Reading, double> figure) => Median(figure) is > 0 and var median ? _readings.Select(reading => Math.Abs(figure(reading) / median - 1)) : [];

    private double Median(Func<Reading, double> figure) => Statistics.Of(_readings.Select(figure)).Median;
}
