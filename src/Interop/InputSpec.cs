namespace Actors.Interop;

/// <summary>The image input of a model.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels">3 (RGB) or 1 (grey).</param>
/// <param name="Type">8-bit or float.</param>
/// <param name="Quantization">What 8-bit values stand for.</param>
public sealed record InputSpec(int Width, int Height, int Channels, TensorType Type, Quantization Quantization)
{
    /// <summary>The input's size in bytes.</summary>
    public int ByteSize => Width * Height * Channels * (Type == TensorType.Float32 ? sizeof(float) : 1);

    /// <summary>Reads the input of a model.</summary>
    /// <exception cref="ModelException">It takes no image.</exception>
    public static InputSpec Of(IReadOnlyList<TensorInfo> inputs, string model)
    {
        if (inputs is [{ Shape: [1, > 0 and var height, > 0 and var width, (1 or 3) and var channels], Type: TensorType.UInt8 or TensorType.Int8 or TensorType.Float32 } input])
        {
            return new InputSpec(width, height, channels, input.Type, input.Quantization);
        }

        throw new ModelException(ModelException.Fault.NotADetector,
            $"The model '{model}' takes {string.Join(", ", inputs.Select(info => $"{info.Type} {info.ShapeText}"))}. A detector takes one image: 1xHxWx3 (or x1, grey), uint8, int8 or float32.");
    }
}
