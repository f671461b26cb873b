using System.Diagnostics.CodeAnalysis;
using Actors.Prepare;

namespace Actors.Capture;

/// <summary>A camera's frame buffers. How many there are bounds the camera's memory and its frames in flight.</summary>
/// <remarks>
/// Rented by the capture thread; everything else is the camera's actor's. A buffer has a number below the pool's size, which
/// is its slot in the <see cref="InputMemory"/>. The size and the forms of the inputs can change at any time: buffers that
/// are out at that moment are adapted as they come by.
/// </remarks>
internal sealed class FramePool : IDisposable
{
    // The one that came back last is the next: caches still hold it, and buffers that are hardly needed stay untouched.
    private readonly Stack<Frame> _free = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly Func<int, Frame> _create;

    // The numbers of the buffers there are, wherever they be.
    private readonly HashSet<int> _existing = [];
    private InputMemory _inputs;
    private int _size;

    /// <summary>Makes the buffers.</summary>
    /// <param name="size">How many.</param>
    /// <param name="forms">The forms in which frames are prepared.</param>
    /// <param name="create">Makes the frame of a number.</param>
    public FramePool(int size, IReadOnlyList<InputForm> forms, Func<int, Frame> create)
    {
        _create = create;
        _inputs = new InputMemory(forms, size);
        Resize(size);
    }

    /// <summary>Whether every buffer is back.</summary>
    public bool IsWhole => FreeCount == _existing.Count;

    /// <summary>Takes a free buffer, blocking until there is one.</summary>
    /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
    public Frame Rent(CancellationToken stopping)
    {
        _available.Wait(stopping);
        return TryPop(out var frame) ? frame : throw new InvalidOperationException("The pool counted a buffer it does not hold.");
    }

    /// <summary>Takes a buffer back. The capture thread gives back what it has just rented; any other buffer comes from the actor.</summary>
    public void Return(Frame frame)
    {
        lock (_gate)
        {
            _free.Push(frame);
        }

        _available.Release();
    }

    /// <summary>Takes a buffer back from its way, unless the pool has become smaller meanwhile.</summary>
    public void ReturnOrFree(Frame frame)
    {
        if (frame.Number < _size)
        {
            Return(frame);
        }
        else
        {
            Free(frame);
        }
    }

    /// <summary>Sees that a frame that sets out has its inputs in the forms that are wanted now.</summary>
    public void Furnish(Frame frame)
    {
        if (frame.InputMemory != _inputs)
        {
            frame.InputMemory?.Release(frame.Inputs);
            frame.InputMemory = _inputs;
            frame.Inputs = _inputs.Take(frame.Number);
        }
    }

    /// <summary>Frames that set out from now on are prepared in these forms.</summary>
    public void UseForms(IReadOnlyList<InputForm> forms)
    {
        if (!forms.SequenceEqual(_inputs.Forms))
        {
            Renew(forms, _inputs.Slots);
        }
    }

    /// <summary>Makes buffers that are missing, frees those that are too many: the free ones now, the others as they come back.</summary>
    public void Resize(int size)
    {
        _size = size;

        // A smaller pool keeps its memory, for the day when it grows again; one that a device comes to and goes from would
        // otherwise be made anew each time.
        if (size > _inputs.Slots)
        {
            Renew(_inputs.Forms, size);
        }

        var free = new List<Frame>();
        while (_available.Wait(TimeSpan.Zero) && TryPop(out var frame))
        {
            free.Add(frame);
        }

        free.ForEach(ReturnOrFree);

        // The lowest number is the next to be taken.
        for (var number = size - 1; number >= 0; number--)
        {
            if (_existing.Add(number))
            {
                Return(_create(number));
            }
        }
    }

    /// <summary>Frees the buffers that are in the pool.</summary>
    public void Dispose()
    {
        while (TryPop(out var frame))
        {
            Free(frame);
        }

        _inputs.Retire();
        _available.Dispose();
    }

    private int FreeCount
    {
        get
        {
            lock (_gate)
            {
                return _free.Count;
            }
        }
    }

    private bool TryPop([MaybeNullWhen(false)] out Frame frame)
    {
        lock (_gate)
        {
            return _free.TryPop(out frame);
        }
    }

    private void Renew(IReadOnlyList<InputForm> forms, int slots)
    {
        _inputs.Retire();
        _inputs = new InputMemory(forms, slots);
    }

    private void Free(Frame frame)
    {
        _existing.Remove(frame.Number);
        frame.InputMemory?.Release(frame.Inputs);
        frame.Dispose();
    }
}
