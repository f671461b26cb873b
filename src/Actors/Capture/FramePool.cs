using System.Collections.Concurrent;

namespace Actors.Capture;

/// <summary>A camera's frame buffers. How many there are bounds the camera's memory and its frames in flight.</summary>
/// <remarks>Rented by the capture thread, returned by the camera's actor.</remarks>
internal sealed class FramePool : IDisposable
{
    private readonly ConcurrentQueue<Frame> _free = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly int _size;

    public FramePool(int size, Func<Frame> create)
    {
        _size = size;
        for (var i = 0; i < size; i++)
        {
            Return(create());
        }
    }

    /// <summary>Whether every buffer is back.</summary>
    public bool IsWhole => _free.Count == _size;

    /// <summary>Takes a free buffer, blocking until there is one.</summary>
    /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
    public Frame Rent(CancellationToken stopping)
    {
        _available.Wait(stopping);
        return _free.TryDequeue(out var frame) ? frame : throw new InvalidOperationException("The pool counted a buffer it does not hold.");
    }

    public void Return(Frame frame)
    {
        _free.Enqueue(frame);
        _available.Release();
    }

    /// <summary>Frees the buffers that are in the pool.</summary>
    public void Dispose()
    {
        while (_free.TryDequeue(out var frame))
        {
            frame.Dispose();
        }

        _available.Dispose();
    }
}
