using Actors.Interop;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>A buffer for one model input, which OpenCV writes and a device reads without copies between.</summary>
public sealed class InputTensor : IDisposable
{
    private readonly byte[] _bytes;

    /// <summary>Takes the memory; it is reused for every frame.</summary>
    public InputTensor(InputSpec spec)
    {
        // Pinned, so that an OpenCV matrix can stand on it for good.
        _bytes = GC.AllocateUninitializedArray<byte>(spec.ByteSize, pinned: true);
        var depth = spec.Type switch
        {
            TensorType.Float32 => MatType.CV_32F,
            TensorType.Int8 => MatType.CV_8S,
            _ => MatType.CV_8U,
        };
        Pixels = Mat.FromPixelData(spec.Height, spec.Width, MatType.MakeType(depth, spec.Channels), _bytes);
        AsBytes = spec.Type == TensorType.Int8
            ? Mat.FromPixelData(spec.Height, spec.Width, MatType.CV_8UC(spec.Channels), _bytes)
            : Pixels;
    }

    /// <summary>The bytes as the model takes them.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    internal Span<byte> Bytes => _bytes;

    /// <summary>The same memory as pixels of the model's type.</summary>
    internal Mat Pixels { get; }

    /// <summary>The same memory as unsigned bytes, where the type is an 8-bit one.</summary>
    internal Mat AsBytes { get; }

    /// <summary>Lets go of the memory.</summary>
    public void Dispose()
    {
        AsBytes.Dispose();
        Pixels.Dispose();
    }
}
