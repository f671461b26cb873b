using System.Buffers;
using System.Runtime.InteropServices;
using Actors.Interop;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>A buffer for one model input, which OpenCV writes and a device reads without copies between.</summary>
/// <remarks>It lies in shared memory, so that a device in a process of its own reads the very same bytes.</remarks>
public sealed class InputTensor : IDisposable
{
    private readonly SharedMemory? _owned;
    private MemoryHandle _address;

    /// <summary>Takes memory of its own; it is reused for every frame.</summary>
    public InputTensor(InputSpec spec)
        : this(spec, new SharedMemory(spec.ByteSize), 0)
    {
        MemoryMarshal.TryGetMemoryManager(Memory, out _owned);
    }

    /// <summary>Stands on part of a larger memory, which must outlive it.</summary>
    /// <param name="spec">The input.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="offset">Where in it, in bytes.</param>
    public unsafe InputTensor(InputSpec spec, SharedMemory memory, int offset)
    {
        Memory = memory.Memory.Slice(offset, spec.ByteSize);
        _address = memory.Pin(offset);
        var depth = spec.Type switch
        {
            TensorType.Float32 => MatType.CV_32F,
            TensorType.Int8 => MatType.CV_8S,
            _ => MatType.CV_8U,
        };
        Pixels = Mat.FromPixelData(spec.Height, spec.Width, MatType.MakeType(depth, spec.Channels), (nint)_address.Pointer);
        AsBytes = spec.Type == TensorType.Int8
            ? Mat.FromPixelData(spec.Height, spec.Width, MatType.CV_8UC(spec.Channels), (nint)_address.Pointer)
            : Pixels;
    }

    /// <summary>The bytes as the model takes them.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The same memory as pixels of the model's type.</summary>
    internal Mat Pixels { get; }

    /// <summary>The same memory as unsigned bytes, where the type is an 8-bit one.</summary>
    internal Mat AsBytes { get; }

    /// <summary>Lets go of the memory.</summary>
    public void Dispose()
    {
        AsBytes.Dispose();
        Pixels.Dispose();
        _address.Dispose();
        (_owned as IDisposable)?.Dispose();
    }
}
