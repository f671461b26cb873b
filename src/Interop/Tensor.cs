using System.Runtime.InteropServices;
using Actors.Interop.Native;

namespace Actors.Interop;

/// <summary>One input or output of an <see cref="Interpreter"/>; reads and writes its memory without allocating.</summary>
/// <remarks>Valid as long as its interpreter is. Like the interpreter, it is not safe to use from two threads at once.</remarks>
public sealed class Tensor
{
    private readonly Interpreter _owner;
    private readonly nint _tensor;

    internal Tensor(Interpreter owner, nint tensor)
    {
        _owner = owner;
        _tensor = tensor;
        Info = Describe(tensor);
    }

    /// <summary>Name, type, shape and quantisation.</summary>
    public TensorInfo Info { get; }

    /// <summary>The tensor's own memory, <see cref="TensorInfo.ByteSize"/> bytes long.</summary>
    /// <remarks>Ask anew after each inference: a delegate may move an output.</remarks>
    /// <exception cref="InferenceException">The tensor has no memory yet.</exception>
    /// <exception cref="ObjectDisposedException">The interpreter is disposed.</exception>
    public unsafe Span<byte> Bytes
    {
        get
        {
            _owner.ThrowIfDisposed();
            var data = TfLite.TensorData(_tensor);
            return data != 0
                ? new Span<byte>((void*)data, checked((int)TfLite.TensorByteSize(_tensor)))
                : throw new InferenceException($"Tensor '{Info.Name}' has no memory: its shape is not fixed before the model runs.");
        }
    }

    /// <summary>Fills the tensor.</summary>
    /// <exception cref="ArgumentException">The span is not exactly as long as the tensor.</exception>
    public void CopyFrom(ReadOnlySpan<byte> source)
    {
        var target = Bytes;
        if (source.Length != target.Length)
        {
            throw new ArgumentException($"Tensor '{Info.Name}' ({Info.ShapeText} {Info.Type}) takes {target.Length} bytes, not {source.Length}.", nameof(source));
        }

        source.CopyTo(target);
    }

    /// <summary>Copies the tensor's bytes out.</summary>
    /// <exception cref="ArgumentException">The span is shorter than the tensor.</exception>
    public void CopyTo(Span<byte> destination) => Bytes.CopyTo(destination);

    private static TensorInfo Describe(nint tensor)
    {
        var shape = new int[Math.Max(0, TfLite.TensorRank(tensor))];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = TfLite.TensorDimension(tensor, i);
        }

        var quantization = TfLite.TensorQuantization(tensor);
        return new TensorInfo(
            Marshal.PtrToStringUTF8(TfLite.TensorName(tensor)) ?? "",
            (TensorType)TfLite.TensorType(tensor),
            shape,
            new Quantization(quantization.Scale, quantization.ZeroPoint));
    }
}
