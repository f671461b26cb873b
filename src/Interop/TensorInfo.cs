namespace Actors.Interop;

/// <summary>What the elements of a tensor are. Values are TensorFlow Lite's own (<c>TfLiteType</c>).</summary>
public enum TensorType
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 2,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 3,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 4,

    /// <summary>Text.</summary>
    String = 5,

    /// <summary>True or false.</summary>
    Bool = 6,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 7,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,
}

/// <summary>How integers stand for reals: real = <paramref name="Scale"/> * (integer - <paramref name="ZeroPoint"/>).</summary>
/// <param name="Scale">0 where the tensor is not quantised.</param>
/// <param name="ZeroPoint">The integer that stands for 0.</param>
public readonly record struct Quantization(float Scale, int ZeroPoint);

/// <summary>A tensor's name, element type, shape and quantisation.</summary>
/// <param name="Name">As the model's author left it; may be empty.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The dimensions, outermost first; images are [1, height, width, channels].</param>
/// <param name="Quantization">The scale and zero point.</param>
public sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<int> Shape, Quantization Quantization)
{
    // So that sizes in bytes fit an integer too. Only a damaged or hostile model has a tensor that does not.
    private const int MostElements = int.MaxValue / sizeof(long);

    /// <summary>The number of elements.</summary>
    /// <exception cref="ModelException">There are more than any device can hold.</exception>
    public int ElementCount { get; } = Count(Name, Shape);

    /// <summary>The size in bytes; 0 for types without a fixed size.</summary>
    public int ByteSize => ElementCount * Type switch
    {
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool => 1,
        TensorType.Int16 or TensorType.Float16 => 2,
        TensorType.Float32 or TensorType.Int32 => 4,
        TensorType.Int64 => 8,
        _ => 0,
    };

    /// <summary>The shape as people write it, such as <c>1x300x300x3</c>.</summary>
    public string ShapeText => string.Join('x', Shape);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {ShapeText}";

    private static int Count(string name, IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count *= dimension;
            if (Math.Abs(count) > MostElements)
            {
                throw new ModelException(ModelException.Fault.CannotAllocate,
                    $"The tensor '{name}' is {string.Join('x', shape)}, which no device can hold. The model is damaged.");
            }
        }

        return (int)count;
    }
}
