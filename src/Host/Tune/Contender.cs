using Actors.Host.Bench;

namespace Actors.Host.Tune;

/// <summary>A candidate in a race, with what was measured of it there.</summary>
/// <param name="candidate">The candidate.</param>
internal sealed class Contender(Candidate candidate)
{
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

    /// <summary>CPU time a frame, the median of its readings.</summary>
    public double CpuMs => Median(reading => reading.CpuMs);

    /// <summary>The devices' share of the time, the median of its readings.</summary>
    public double DevicesBusy => Median(reading => reading.DevicesBusy);

    /// <summary>How far its readings of the rate are from their median, as shares of it.</summary>
    public IEnumerable<double> Deviations => Rate > 0 ? _readings.Select(reading => Math.Abs(reading.Rate / Rate - 1)) : [];

    public void Add(Reading reading) => _readings.Add(reading);

    private double Median(Func<Reading, double> figure) => Statistics.Of(_readings.Select(figure)).Median;
}
