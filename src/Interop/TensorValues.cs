using System.Buffers.Binary;

namespace Actors.Interop;

/// <summary>Reads the elements of tensors as real numbers.</summary>
public static class TensorValues
{
    /// <summary>One element, dequantised where the tensor is quantised: scale * (integer - zero point).</summary>
    /// <param name="info">What the bytes are.</param>
    /// <param name="bytes">The tensor.</param>
    /// <param name="index">The element, from 0.</param>
    /// <exception cref="NotSupportedException">The element type has no real values here.</exception>
    public static float Real(TensorInfo info, ReadOnlySpan<byte> bytes, int index) => info.Type switch
    {
        TensorType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * sizeof(float))..]),
        TensorType.UInt8 => Dequantised(info, bytes[index]),
        TensorType.Int8 => Dequantised(info, (sbyte)bytes[index]),
        TensorType.Int16 => Dequantised(info, BinaryPrimitives.ReadInt16LittleEndian(bytes[(index * sizeof(short))..])),
        TensorType.Int32 => Dequantised(info, BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * sizeof(int))..])),
        TensorType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(index * sizeof(long))..]),
        _ => throw new NotSupportedException($"The values of a {info.Type} tensor cannot be read as numbers."),
    };

    // A scale of 0 says that the integers are just integers.
    private static float Dequantised(TensorInfo info, int value) =>
        info.Quantization.Scale == 0 ? value : info.Quantization.Scale * (value - info.Quantization.ZeroPoint);
}
