using System.Runtime.InteropServices;
using Actors.Interop.Native;

namespace Actors.Interop;

/// <summary>One input or output of an <see cref="Interpreter"/>; reads and writes its memory without allocating.</summary>
/// <remarks>
/// Valid as long as its interpreter is. Like the interpreter, it is not safe to use from two threads at once.
/// The native tensor is looked up at each access: preparing operators behind one of dynamic shape, which happens during
/// an inference, can move TensorFlow Lite's list of tensors.
/// </remarks>
public sealed class Tensor
{
    private readonly Interpreter _owner;
    private readonly bool _input;
    private readonly int _index;

    private Tensor(Interpreter owner, InterpreterHandle handle, bool input, int index)
    {
        _owner = owner;
        _input = input;
        _index = index;
        Info = Describe(Native(handle));
    }

    internal static Tensor Input(Interpreter owner, InterpreterHandle handle, int index) => new(owner, handle, input: true, index);

    internal static Tensor Output(Interpreter owner, InterpreterHandle handle, int index) => new(owner, handle, input: false, index);

    /// <summary>Name, type, shape and quantisation.</summary>
    public TensorInfo Info { get; }

    /// <summary>The tensor's own memory, <see cref="TensorInfo.ByteSize"/> bytes long.</summary>
    /// <remarks>Ask anew after each inference: a delegate may move an output. Hold on to the interpreter for as long as
    /// to the span, which does not keep it alive.</remarks>
    /// <exception cref="InferenceException">The tensor has no memory yet.</exception>
    /// <exception cref="ObjectDisposedException">The interpreter is disposed.</exception>
    public unsafe Span<byte> Bytes
    {
        get
        {
            var tensor = Native(_owner.Handle);
            var data = TfLite.TensorData(tensor);
            var size = checked((int)TfLite.TensorByteSize(tensor));
            GC.KeepAlive(_owner);
            return data != 0
                ? new Span<byte>((void*)data, size)
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
        GC.KeepAlive(_owner);
    }

    /// <summary>Copies the tensor's bytes out.</summary>
    /// <exception cref="ArgumentException">The span is shorter than the tensor.</exception>
    public void CopyTo(Span<byte> destination)
    {
        Bytes.CopyTo(destination);
        GC.KeepAlive(_owner);
    }

    private nint Native(InterpreterHandle handle) => _input ? TfLite.Input(handle, _index) : TfLite.Output(handle, _index);

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
