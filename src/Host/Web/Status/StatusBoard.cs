using System.Collections.Concurrent;
using Actors.Capture;

namespace Actors.Host.Web;

/// <summary>What the pipeline is doing, as of the last second, and how that went in the last minutes. Thread-safe.</summary>
/// <remarks>
/// Rates are those between two readings of the pipeline's meters. Who asks gets one no older than a second against one of some
/// seconds before. So that there is such a one for whoever asks but now and then, one is taken every few seconds, asked or not.
/// </remarks>
/// <param name="pipeline">The pipeline.</param>
/// <param name="clock">What time it is; null for the machine's.</param>
internal sealed class StatusBoard(ObservedPipeline pipeline, TimeProvider? clock = null)
{
    /// <summary>How often there is something new.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How far back <see cref="Past"/> goes.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    // Long enough that a camera's rate does not flicker, short enough that what happens shows.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    // A reading takes some milliseconds, most of them for asking the system of each of the program's threads which processes it has
    // started: about a thousandth of a core at this pace.
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = clock ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly List<Reading> _readings = [];
    private readonly Queue<PipelineStatus> _past = new();
    private readonly ConcurrentDictionary<string, string> _decoding = new(StringComparer.Ordinal);
    private PipelineStatus? _latest;
    private long _latestAt;

    private sealed record Reading(long At, PipelineReading Work, FrameCost.Reading Used);

    /// <summary>Begins to take readings, for whoever will ask; dispose to end it.</summary>
    public IDisposable KeepUp() => _time.CreateTimer(_ => ReadAgain(), null, TimeSpan.Zero, BetweenReadings);

    /// <summary>The status, no older than <see cref="Interval"/>.</summary>
    public PipelineStatus Now()
    {
        lock (_gate)
        {
            // A timer that comes a little early is to have something new.
            return _latest is { } latest && _time.GetElapsedTime(_latestAt) < 0.9 * Interval ? latest : Look();
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
            }

            Forget();
            return now;
        }
    }

    /// <summary>How the last minutes went, as far as it is remembered.</summary>
    public History Past
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return History.Of([.. _past], _time.GetUtcNow());
            }
        }
    }

    /// <summary>What decodes a camera is known.</summary>
    public void OnCameraDecodes(CameraDecodes decodes) => _decoding[decodes.Camera] = decodes.How;

    private void Forget()
    {
        while (_past.TryPeek(out var oldest) && _time.GetUtcNow() - oldest.At > Remembered)
        {
            _past.Dequeue();
        }
    }

    private void ReadAgain()
    {
        lock (_gate)
        {
            Read();
        }
    }

    private PipelineStatus Look()
    {
        var now = Read();
        var earlier = _readings[0];
        _latest = ReferenceEquals(earlier, now)
            ? StatusReader.Of(pipeline.Meter, pipeline.Settings, _decoding, _time.GetUtcNow(), now.Work, pipeline.Meter.Cost)
            : StatusReader.Of(pipeline.Meter, pipeline.Settings, _decoding, _time.GetUtcNow(), now.Work.Since(earlier.Work), FrameCost.Between(earlier.Used, now.Used));
        _latestAt = now.At;
        return _latest;
    }

    // Of those that are older than the window the newest one is kept.
    private Reading Read()
    {
        var now = new Reading(_time.GetTimestamp(), PipelineReading.Of(pipeline.Meter), FrameCost.Reading.Of(pipeline.Meter));
        _readings.Add(now);
        while (_readings.Count > 1 && _time.GetElapsedTime(_readings[1].At, now.At) >= Window)
        {
            _readings.RemoveAt(0);
        }

        return now;
    }
}
