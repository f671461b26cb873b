using System.Collections.Concurrent;
using Actors.Interop;
using Actors.Prepare;

namespace Actors.Capture;

/// <summary>A camera's frame buffers. How many there are bounds the camera's memory and its frames in flight.</summary>
/// <remarks>Rented by the capture thread, returned by the camera's actor.</remarks>
internal sealed class FramePool : IDisposable
{
    // Of a cache line, and of what vector instructions like best.
    private const int Alignment = 64;

    private readonly ConcurrentQueue<Frame> _free = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly int _size;
    private readonly SharedMemory _inputs;

    /// <summary>Makes the buffers.</summary>
    /// <param name="size">How many.</param>
    /// <param name="input">The model input for which each keeps room; all of them lie in one shared memory.</param>
    /// <param name="create">Makes a frame around its input.</param>
    public FramePool(int size, InputSpec input, Func<InputTensor, Frame> create)
    {
        _size = size;
        var stride = (input.ByteSize + Alignment - 1) / Alignment * Alignment;

        _inputs = new SharedMemory(size * stride);
        for (var i = 0; i < size; i++)
        {
            Return(create(new InputTensor(input, _inputs, i * stride)));
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

        // A device that hangs may hold on to an input that everyone else has given up; it has it pinned.
        ((IDisposable)_inputs).Dispose();
        _available.Dispose();
    }
}
