using System.Collections.Concurrent;
using Actors.Capture;

namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>One camera: its source and its buffers, as many as the pipeline would have. Captures on one thread.</summary>
internal sealed class CaptureStage : IDisposable
{
    private readonly CameraSettings _settings;
    private readonly IFrameSource _source;

    // The one that was given back last is the one that caches still hold.
    private readonly ConcurrentStack<Job> _free = new();
    private readonly SemaphoreSlim _available;
    private readonly int _buffers;
    private long _sequence;

    public CaptureStage(int number, PipelineSettings settings)
    {
        Number = number;
        _settings = settings.Cameras[number];
        _source = _settings.Source.Open();
        _buffers = settings.FramesInFlightOf(_settings, settings.Pool.Devices.Count) + (IsLive ? 2 : 1);
        for (var i = 0; i < _buffers; i++)
        {
            _free.Push(new Job(this, settings.Task.Input));
        }

        _available = new SemaphoreSlim(_buffers);
    }

    public int Number { get; }

    public string Name => $"capture {_settings.Name}";

    /// <summary>Whether a newer frame replaces an older one that waits.</summary>
    public bool IsLive => _settings.OnFull == OnFull.DropOldest;

    /// <summary>The next frame; blocks until it is there.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public Job Capture(CancellationToken stopping)
    {
        _available.Wait(stopping);
        _free.TryPop(out var job);
        try
        {
            _source.Read(job!.Image, PictureNeed.Full, stopping);
        }
        catch (OperationCanceledException)
        {
            GiveBack(job!);
            throw;
        }

        job.Stamp(_settings.Name, _sequence++);
        return job;
    }

    public void GiveBack(Job job)
    {
        _free.Push(job);
        _available.Release();
    }

    /// <summary>Frees everything; all buffers must be back.</summary>
    public void Dispose()
    {
        if (_free.Count != _buffers)
        {
            throw new InvalidOperationException($"Of {_buffers} buffers {_free.Count} came back.");
        }

        foreach (var job in _free)
        {
            job.Dispose();
        }

        _source.Dispose();
        _available.Dispose();
    }
}
