using Actors.View;

namespace Actors.Host.Bench;

/// <summary>The output of every design: looks at each picture, keeps none, and measures how late it is.</summary>
internal sealed class Recorder : ISink
{
    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);
    private long _shown;
    private long _outOfOrder;

    /// <summary>Whether latencies are being measured; while a run warms up they are not.</summary>
    public volatile bool Measuring;

    /// <summary>Called with each picture; null where nobody looks closer.</summary>
    public Action<AnnotatedFrame>? OnWrite { get; init; }

    /// <summary>Capture to a shown picture, boxes drawn.</summary>
    public LatencyHistogram Shown { get; } = new();

    /// <summary>Capture to result, in order.</summary>
    public LatencyHistogram Result { get; } = new();

    /// <summary>Preparing alone.</summary>
    public LatencyHistogram Prepare { get; } = new();

    /// <summary>The device alone.</summary>
    public LatencyHistogram Infer { get; } = new();

    /// <summary>Pictures since the start of the run.</summary>
    public long Count => Interlocked.Read(ref _shown);

    /// <summary>Pictures that came again, or after a later one of their camera.</summary>
    public long OutOfOrder => Interlocked.Read(ref _outOfOrder);

    /// <inheritdoc/>
    public void Write(AnnotatedFrame frame)
    {
        var (camera, sequence) = frame.Result.Frame;
        if (sequence < _next.GetValueOrDefault(camera))
        {
            Interlocked.Increment(ref _outOfOrder);
        }

        _next[camera] = sequence + 1;
        OnWrite?.Invoke(frame);
        Interlocked.Increment(ref _shown);
        if (Measuring)
        {
            var latency = frame.Result.Latency;
            Shown.Add(DateTimeOffset.UtcNow - frame.Result.Captured);
            Result.Add(TimeSpan.FromMilliseconds(latency.TotalMs));
            Prepare.Add(TimeSpan.FromMilliseconds(latency.PrepareMs));
            Infer.Add(TimeSpan.FromMilliseconds(latency.InferMs));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
