using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>What a detector answers, as tensors: described, filled, and readable like a model that has run.</summary>
public sealed class DetectorAnswer : IModelOutputs
{
    private enum Part
    {
        Boxes,
        Classes,
        Scores,
        Count,
    }

    private readonly byte[][] _data;

    private DetectorAnswer(IReadOnlyList<TensorInfo> tensors, byte[][] data)
    {
        Tensors = tensors;
        _data = data;
    }

    /// <summary>The outputs' descriptions, in the layout's order.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Makes the answer that holds these detections.</summary>
    /// <param name="layout">The outputs' order.</param>
    /// <param name="type">Float32, UInt8 or Int8.</param>
    /// <param name="detections">All that the tensors hold, garbage included.</param>
    /// <param name="count">How many of them the answer says it has; all of them unless told.</param>
    /// <param name="names">The outputs' names; they say nothing about the order unless told.</param>
    public static DetectorAnswer Of(
        DetectorLayout layout, TensorType type, IReadOnlyList<Detection> detections, float? count = null, IReadOnlyList<string>? names = null)
    {
        var parts = Order(layout);
        var tensors = parts.Select((part, index) =>
            new TensorInfo(names?[index] ?? $"output_{index}", type, Shape(part, detections.Count), Scale(part, type)));
        var data = parts.Select(part => Encode(Values(part, detections, count ?? detections.Count), type, Scale(part, type)));
        return new DetectorAnswer([.. tensors], [.. data]);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Output(int index) => _data[index];

    private static Part[] Order(DetectorLayout layout) => layout switch
    {
        DetectorLayout.TensorFlow1 => [Part.Boxes, Part.Classes, Part.Scores, Part.Count],
        DetectorLayout.TensorFlow2 => [Part.Scores, Part.Boxes, Part.Count, Part.Classes],
        _ => [Part.Count, Part.Scores, Part.Classes, Part.Boxes],
    };

    private static int[] Shape(Part part, int capacity) => part switch
    {
        Part.Boxes => [1, capacity, 4],
        Part.Count => [1],
        _ => [1, capacity],
    };

    private static IEnumerable<float> Values(Part part, IReadOnlyList<Detection> detections, float count) => part switch
    {
        Part.Boxes => detections.SelectMany(found => new[] { found.Box.YMin, found.Box.XMin, found.Box.YMax, found.Box.XMax }),
        Part.Classes => detections.Select(found => (float)found.ClassId),
        Part.Scores => detections.Select(found => found.Score),
        _ => [count],
    };

    // Powers of two, so that halves and quarters come back exactly. Boxes reach from -0.25 to 1.7, to need clipping.
    private static Quantization Scale(Part part, TensorType type)
    {
        var lowest = type == TensorType.Int8 ? sbyte.MinValue : 0;
        return (part, type) switch
        {
            (_, TensorType.Float32) => default,
            (Part.Boxes, _) => new Quantization(1 / 128f, lowest + 32),
            (Part.Scores, _) => new Quantization(1 / 256f, lowest),
            _ => new Quantization(1, lowest),
        };
    }

    private static byte[] Encode(IEnumerable<float> values, TensorType type, Quantization scale) => type switch
    {
        TensorType.Float32 => [.. values.SelectMany(BitConverter.GetBytes)],
        TensorType.UInt8 => [.. values.Select(value => (byte)Math.Clamp(Math.Round(value / scale.Scale) + scale.ZeroPoint, 0, 255))],
        _ => [.. values.Select(value => (byte)(sbyte)Math.Clamp(Math.Round(value / scale.Scale) + scale.ZeroPoint, -128, 127))],
    };
}
