using System.Diagnostics;

namespace Actors.Host.Rehearse;

/// <summary>When what happened in an act, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
/// <param name="Start">Since when every device served.</param>
/// <param name="Injected">The device began to play the fault.</param>
/// <param name="Detected">The device's state told of it; null: never.</param>
/// <param name="Well">The device itself was well again.</param>
/// <param name="Served">It took frames again; null: not yet at the end.</param>
/// <param name="Second">The span over which rates are measured.</param>
internal sealed record ActTimes(long Start, long Injected, long? Detected, long Well, long? Served, long Second)
{
    /// <summary>The end of the last span: it begins one after the device was well.</summary>
    public long End => Well + 2 * Second;

    public double? DetectedMs => Ms(Injected, Detected);

    public double? ServedAfterMs => Ms(Well, Served);

    /// <summary>A time of this machine's clock.</summary>
    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static double? Ms(long from, long? to) => to is { } end ? Stopwatch.GetElapsedTime(from, end).TotalMilliseconds : null;
}
