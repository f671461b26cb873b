namespace Actors.Host.Web;

/// <summary>A camera.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">Where its frames come from; passwords are masked.</param>
/// <param name="State">capturing, paused, or silent where no frame came in the last five seconds.</param>
/// <param name="Decoding">What decodes its stream, and how large; empty where there is nothing to tell.</param>
/// <param name="CapturedPerSecond">Frames read.</param>
/// <param name="RenderedPerSecond">Frames that came out.</param>
/// <param name="DroppedPerSecond">Frames dropped.</param>
/// <param name="Captured">Frames read, since the start.</param>
/// <param name="Rendered">Frames that came out, since the start.</param>
/// <param name="Dropped">Frames dropped since the start, by cause.</param>
/// <param name="LatencyMs">Capture to result, of the last frames.</param>
/// <param name="OnFull">What happens when the devices are slower: drop-oldest or wait.</param>
/// <param name="Threshold">Only scores above it count.</param>
/// <param name="Classes">Only these labels count; none for all.</param>
/// <param name="FramesInFlight">Frames that may be on their way; null for the pipeline's own choice.</param>
internal sealed record CameraStatus(
    string Name, string Source, string State, string Decoding,
    double CapturedPerSecond, double RenderedPerSecond, double DroppedPerSecond,
    long Captured, long Rendered, IReadOnlyDictionary<string, long> Dropped, LatencyStatus LatencyMs,
    string OnFull, float Threshold, IReadOnlyList<string> Classes, int? FramesInFlight);

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record LatencyStatus(double P50, double P95, double P99);
