using System.Text.Json.Serialization;

namespace Actors.Host.Rehearse;

/// <summary>What one fault cost.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Device">Whose.</param>
/// <param name="DetectedMs">From the fault to the change of the device's state that tells of it.</param>
/// <param name="TakenBack">Leases taken back from the device: frames that another device ran, from the start or again.</param>
/// <param name="SecondAttempts">Of those, the frames that had been begun and came out with another attempt.</param>
/// <param name="Others">How often other devices changed their state meanwhile, which is the machine's doing.</param>
/// <param name="Lost">Frames that did not come out.</param>
/// <param name="Before">Frames per second while every device served.</param>
/// <param name="During">Over the second after the fault, as a share of that.</param>
/// <param name="ServedAfterMs">From the moment at which the device was well again to when it took frames.</param>
/// <param name="After">Over a second, a second after the device was well again, as a share of the rate before.</param>
internal sealed record FaultReport(
    string Fault, string Device, Bound DetectedMs, long TakenBack, long SecondAttempts, int Others, Bound Lost,
    double Before, Bound During, Bound ServedAfterMs, Bound After)
{
    // Three of four devices do 0.75; what is below is for noticing.
    private const double LeastDuring = 0.73;
    private const double LeastAfter = 0.98;

    // The delay before a failed device is opened, or between two looks for a lost one, is half of it.
    private static readonly TimeSpan ServedWithin = TimeSpan.FromSeconds(1);

    [JsonIgnore]
    public IEnumerable<Bound> Bounds => [DetectedMs, Lost, During, ServedAfterMs, After];

    public bool Holds => Bounds.All(bound => bound.Holds);

    /// <summary>Judges what was measured.</summary>
    /// <param name="act">What was played.</param>
    /// <param name="device">On which device.</param>
    /// <param name="log">What came out.</param>
    /// <param name="times">When it happened.</param>
    /// <param name="deadline">How long the device may take before its frame is given to another.</param>
    /// <param name="takenBack">Leases taken back.</param>
    /// <param name="others">Changes of other devices.</param>
    public static FaultReport Of(RehearsalScript.Act act, string device, FrameLog log, ActTimes times, TimeSpan deadline, long takenBack, int others)
    {
        var before = log.Rate(times.Start, times.Injected);
        return new FaultReport(
            act.Name, device,
            Bound.AtMost(times.DetectedMs, (act.NoticedWithin ?? deadline).TotalMilliseconds),
            takenBack,
            log.Between(times.Injected, times.End).Count(frame => frame.Attempt > 1),
            others,
            Bound.AtMost(log.Gaps(times.Start, times.End), 0),
            before,
            Bound.AtLeast(log.Rate(times.Injected, times.Injected + times.Second) / before, LeastDuring),
            Bound.AtMost(times.ServedAfterMs, ServedWithin.TotalMilliseconds),
            Bound.AtLeast(log.Rate(times.End - times.Second, times.End) / before, LeastAfter));
    }
}
