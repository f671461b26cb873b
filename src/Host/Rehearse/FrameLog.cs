using System.Diagnostics;
using Actors.View;

namespace Actors.Host.Rehearse;

/// <summary>Every frame of one camera that came out, and when. Written by an output, read from anywhere.</summary>
/// <remarks>Times are as <see cref="Stopwatch.GetTimestamp"/> counts; a span begins after its start and ends with its end.</remarks>
internal sealed class FrameLog
{
    private readonly string? _camera;

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <param name="camera">Whose frames, where there are several; null for all.</param>
    public FrameLog(string? camera = null) => _camera = camera;

    /// <summary>A frame.</summary>
    /// <param name="Timestamp">When it came out.</param>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Attempt">How many devices had to run it.</param>
    /// <param name="LatencyMs">Capture to result.</param>
    public readonly record struct Entry(long Timestamp, long Sequence, int Attempt, double LatencyMs)
    {
        /// <summary>How long a device took over it.</summary>
        public double InferMs { get; init; }

        /// <summary>When it was captured.</summary>
        public long Captured => Timestamp - (long)(LatencyMs / 1000 * Stopwatch.Frequency);
    }

    /// <summary>Whether the output looks at pictures, so that boxes are drawn for it.</summary>
    public bool NeedsPicture { get; init; }

    /// <summary>The output that keeps this log.</summary>
    public SinkSpec Output => new Spec(this);

    public void Add(Entry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }
    }

    /// <summary>Frames that came out within a span, in that order.</summary>
    public IReadOnlyList<Entry> Between(long start, long end)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => entry.Timestamp > start && entry.Timestamp <= end)];
        }
    }

    /// <summary>Frames per second.</summary>
    public double Rate(long start, long end) => Between(start, end).Count / Stopwatch.GetElapsedTime(start, end).TotalSeconds;

    /// <summary>The 99th percentile of frames' latencies; 0 where there are none.</summary>
    public static double P99Ms(IEnumerable<Entry> frames)
    {
        var sorted = frames.Select(frame => frame.LatencyMs).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1];
    }

    /// <summary>Frames missing between the first and the last that came out within a span.</summary>
    public long Gaps(long start, long end) => Between(start, end) is { Count: > 0 } frames ? frames[^1].Sequence - frames[0].Sequence + 1 - frames.Count : 0;

    /// <summary>Frames, of the whole log, that came out again or after a later one.</summary>
    public long OutOfOrder()
    {
        lock (_gate)
        {
            return _entries.Zip(_entries.Skip(1)).Count(pair => pair.Second.Sequence <= pair.First.Sequence);
        }
    }

    private sealed record Spec(FrameLog Log) : SinkSpec
    {
        public override bool NeedsPicture => Log.NeedsPicture;

        public override ISink Open(string? camera, int openings = 0) => new Sink(Log);

        public override string ToString() => "log";
    }

    private sealed class Sink(FrameLog log) : ISink
    {
        public void Write(AnnotatedFrame frame)
        {
            if (log._camera is null || log._camera == frame.Result.Frame.Camera)
            {
                log.Add(new Entry(Stopwatch.GetTimestamp(), frame.Result.Frame.Sequence, frame.Result.Attempt, frame.Result.Latency.TotalMs) { InferMs = frame.Result.Latency.InferMs });
            }
        }

        public void Dispose()
        {
        }
    }
}
