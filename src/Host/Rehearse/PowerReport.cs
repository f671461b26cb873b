using System.Text.Json.Serialization;

namespace Actors.Host.Rehearse;

/// <summary>What parking devices saved, and whether anybody noticed.</summary>
/// <param name="Acts">The live camera, act by act.</param>
/// <param name="BroughtInMs">From when the burst was asked for to when every device was in service.</param>
/// <param name="PerformanceBurstRate">Frames a second of the burst's cameras together while every device is in service all the time.</param>
/// <param name="BurstRate">The same once every device is back.</param>
/// <param name="Lost">Frames of the burst's cameras that did not come out.</param>
/// <param name="OutOfOrder">Frames of the live camera that came out again or after a later one.</param>
/// <param name="ParkedAgainAfterSeconds">From the end of the burst to when one device was in service alone.</param>
/// <param name="Timeline">When the number of devices in service changed, in seconds from the start, and to how many.</param>
internal sealed record PowerReport(
    IReadOnlyList<PowerReport.Act> Acts, Bound BroughtInMs, double PerformanceBurstRate, double BurstRate, Bound Lost, Bound OutOfOrder, double ParkedAgainAfterSeconds,
    IReadOnlyList<PowerReport.Change> Timeline)
{
    // Of the rate that the camera had while every device was in service.
    private const double LeastRate = 0.99;

    /// <summary>A span of the live camera's.</summary>
    /// <param name="Name">What was going on.</param>
    /// <param name="InService">Devices in service on average.</param>
    /// <param name="Rate">Frames a second.</param>
    /// <param name="P99Ms">Capture to result, 99th percentile.</param>
    /// <param name="CpuMs">The processor's time for each frame of any camera.</param>
    internal sealed record Act(string Name, Bound InService, Bound Rate, Bound P99Ms, double CpuMs)
    {
        [JsonIgnore]
        public IEnumerable<Bound> Bounds => [InService, Rate, P99Ms];

        public bool Holds => Bounds.All(bound => bound.Holds);

        /// <summary>The same where it is to be as good as another, with so many devices.</summary>
        public Act Beside(Act before, double devices) => this with
        {
            InService = Bound.AtMost(InService.Value, devices),
            Rate = Bound.AtLeast(Rate.Value, LeastRate * before.Rate.Value!.Value),
            P99Ms = Bound.AtMost(P99Ms.Value, LiveReport.NoWorseThan(before.P99Ms.Value!.Value)),
        };
    }

    /// <summary>A change of how many devices are in service.</summary>
    internal sealed record Change(double Seconds, int Devices);

    /// <summary>Whether everything was as asked for.</summary>
    public bool Holds => Acts.All(act => act.Holds) && BroughtInMs.Holds && Lost.Holds && OutOfOrder.Holds;

    /// <summary>The average of what changes from time to time.</summary>
    /// <param name="counts">When it changed, and to what.</param>
    /// <param name="start">From when.</param>
    /// <param name="end">Until when.</param>
    public static double Average(IReadOnlyList<(long Timestamp, int Devices)> counts, long start, long end)
    {
        var (sum, at, devices) = (0.0, start, 0);
        foreach (var (timestamp, count) in counts.Where(change => change.Timestamp < end))
        {
            if (timestamp > at)
            {
                sum += (double)(timestamp - at) * devices;
                at = timestamp;
            }

            devices = count;
        }

        return (sum + (double)(end - at) * devices) / (end - start);
    }
}
