using System.Text.Json.Serialization;

namespace Actors.Host.Rehearse;

/// <summary>What a hang cost a live camera: the frames of one deadline, and no latency before or after.</summary>
/// <param name="DetectedMs">From the fault to the quarantine.</param>
/// <param name="P99BeforeMs">Capture to result, of the frames before the fault.</param>
/// <param name="P99MeanwhileMs">Of those captured after it was noticed, while the device hung.</param>
/// <param name="P99AfterMs">Of those captured after it was well again.</param>
/// <param name="LongestMs">Of any frame: what waited for the deadline.</param>
/// <param name="Dropped">Frames that a newer one took the place of, as is meant for a live camera.</param>
/// <param name="Lost">Frames of which nothing is known.</param>
/// <param name="OutOfOrder">Frames that came out again or after a later one.</param>
internal sealed record LiveReport(
    Bound DetectedMs, double P99BeforeMs, Bound P99MeanwhileMs, Bound P99AfterMs, double LongestMs, long Dropped, Bound Lost, Bound OutOfOrder)
{
    // The worst of a hundred frames is as much the machine's affair as the pipeline's.
    private const double Tolerance = 1.25;
    private const double ToleranceMs = 2;

    [JsonIgnore]
    public IEnumerable<Bound> Bounds => [DetectedMs, P99MeanwhileMs, P99AfterMs, Lost, OutOfOrder];

    public bool Holds => Bounds.All(bound => bound.Holds);

    /// <summary>Judges what was measured.</summary>
    /// <param name="log">What came out.</param>
    /// <param name="times">When it happened.</param>
    /// <param name="deadline">How long the device may take before its frame is given to another.</param>
    /// <param name="dropped">Frames dropped with a cause.</param>
    /// <param name="lost">Frames of which nothing is known.</param>
    public static LiveReport Of(FrameLog log, ActTimes times, TimeSpan deadline, long dropped, long lost)
    {
        var frames = log.Between(times.Start, times.End);
        var detected = times.Detected ?? times.End;
        var before = FrameLog.P99Ms(frames.Where(frame => frame.Timestamp <= times.Injected));
        var most = NoWorseThan(before);
        return new LiveReport(
            Bound.AtMost(times.DetectedMs, deadline.TotalMilliseconds),
            before,
            Bound.AtMost(FrameLog.P99Ms(frames.Where(frame => frame.Captured > detected && frame.Captured <= times.Well)), most),
            Bound.AtMost(FrameLog.P99Ms(frames.Where(frame => frame.Captured > times.Well)), most),
            frames.Select(frame => frame.LatencyMs).DefaultIfEmpty().Max(),
            dropped, Bound.AtMost(lost, 0), Bound.AtMost(log.OutOfOrder(), 0));
    }

    /// <summary>The 99th percentile that a camera's latency may have, in ms, to be as it was before.</summary>
    public static double NoWorseThan(double before) => Math.Max(Tolerance * before, before + ToleranceMs);
}
