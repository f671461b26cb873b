using Actors.Interop;

namespace Actors.Prepare;

/// <summary>The shared memory in which a camera's frames keep their model inputs: one piece for each form, a slot in it for each frame.</summary>
/// <remarks>
/// A few large pieces, since a process with a device of its own maps each of them once. Used by the camera's actor alone.
/// While the model is changed frames have inputs in two forms; see <see cref="Capture.CameraActor.UseForms"/>.
/// </remarks>
internal sealed class InputMemory
{
    // Of a cache line, and of what vector instructions like best.
    private const int Alignment = 64;

    private readonly List<(InputForm Form, SharedMemory Memory)> _pieces;
    private int _users;
    private bool _retired;

    /// <summary>Makes the memory.</summary>
    /// <param name="forms">The forms in which frames are prepared.</param>
    /// <param name="slots">How many frames there can be.</param>
    public InputMemory(IReadOnlyList<InputForm> forms, int slots)
    {
        Forms = forms;
        Slots = slots;
        _pieces = [.. forms.Select(form => (form, new SharedMemory(slots * Stride(form))))];
    }

    /// <summary>The forms in which frames are prepared.</summary>
    public IReadOnlyList<InputForm> Forms { get; }

    /// <summary>How many frames there can be.</summary>
    public int Slots { get; }

    /// <summary>The inputs of a frame, which must be given back with <see cref="Release"/>.</summary>
    public IReadOnlyList<FrameInput> Take(int slot)
    {
        _users++;
        return [.. _pieces.Select(piece => new FrameInput(piece.Form, new InputTensor(piece.Form.Input, piece.Memory, slot * Stride(piece.Form))))];
    }

    /// <summary>A frame lets go of its inputs.</summary>
    public void Release(IReadOnlyList<FrameInput> inputs)
    {
        foreach (var input in inputs)
        {
            input.Tensor.Dispose();
        }

        _users--;
        FreeIfUnused();
    }

    /// <summary>No further frame will come; the memory is freed with the last that is there.</summary>
    public void Retire()
    {
        _retired = true;
        FreeIfUnused();
    }

    // A device that hangs may hold on to an input that everyone else has given up; it has it pinned.
    private void FreeIfUnused()
    {
        if (_retired && _users == 0)
        {
            foreach (var (_, memory) in _pieces)
            {
                ((IDisposable)memory).Dispose();
            }
        }
    }

    private static int Stride(InputForm form) => (form.Input.ByteSize + Alignment - 1) / Alignment * Alignment;
}
