using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Capture;

namespace Actors.Host.Web;

/// <summary>What the pipeline is doing, as of the last second, and how that went in the last minutes. Thread-safe.</summary>
/// <remarks>It looks only when it is asked. The first answer after a while tells of the whole run, those that follow of the last seconds.</remarks>
internal sealed class StatusBoard(ObservedPipeline pipeline)
{
    /// <summary>How often there is something new.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Long enough that a camera's rate does not flicker, short enough that what happens shows.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    // Five minutes.
    private const int MostRemembered = 300;

    private readonly Lock _gate = new();
    private readonly List<(long At, PipelineReading Reading, FrameCost.Reading Used)> _readings = [];
    private readonly Queue<PipelineStatus> _past = new();
    private readonly ConcurrentDictionary<string, string> _decoding = new(StringComparer.Ordinal);
    private PipelineStatus? _latest;

    /// <summary>The status, no older than <see cref="Interval"/>.</summary>
    public PipelineStatus Now()
    {
        lock (_gate)
        {
            // A timer that comes a little early is to have something new.
            return _latest is { } latest && _readings is [.., var last] && Stopwatch.GetElapsedTime(last.At) < 0.9 * Interval ? latest : Look();
        }
    }

    /// <summary>The status, which <see cref="Past"/> then has, too.</summary>
    public PipelineStatus Remember()
    {
        lock (_gate)
        {
            var now = Now();
            if (_past.LastOrDefault() != now)
            {
                _past.Enqueue(now);
                if (_past.Count > MostRemembered)
                {
                    _past.Dequeue();
                }
            }

            return now;
        }
    }

    /// <summary>What is remembered, the oldest first.</summary>
    public IReadOnlyList<PipelineStatus> Past
    {
        get
        {
            lock (_gate)
            {
                return [.. _past];
            }
        }
    }

    /// <summary>What decodes a camera is known.</summary>
    public void OnCameraDecodes(CameraDecodes decodes) => _decoding[decodes.Camera] = decodes.How;

    private PipelineStatus Look()
    {
        var (at, reading, used) = (Stopwatch.GetTimestamp(), PipelineReading.Of(pipeline.Meter), FrameCost.Reading.Of(pipeline.Meter));
        _readings.RemoveAll(before => Stopwatch.GetElapsedTime(before.At, at) > Window + Interval);
        _latest = _readings is [var first, ..]
            ? StatusReader.Of(pipeline.Meter, pipeline.Settings, _decoding, reading.Since(first.Reading), FrameCost.Between(first.Used, used))
            : StatusReader.Of(pipeline.Meter, pipeline.Settings, _decoding, reading, pipeline.Meter.Cost);
        _readings.Add((at, reading, used));
        return _latest;
    }
}
