using System.Globalization;
using Google.FlatBuffers;

namespace Actors.Tests.Interop;

/// <summary>Takes the post-processing off a detector: the model gives out what went into it, and the anchors are written to a file of their own.</summary>
public static class RawOutputs
{
    // The operator's inputs: box encodings, class scores, anchors.
    private const int RawCount = 2;

    /// <summary>Cuts a detector whose last operator is <c>TFLite_Detection_PostProcess</c> with quantised anchors.</summary>
    /// <param name="model">Its bytes; changed.</param>
    /// <returns>The lines of its anchors' file.</returns>
    public static IReadOnlyList<string> CutOff(byte[] model)
    {
        var buffer = new ByteBuffer(model);
        var root = Indirect(buffer, 0);
        var graph = Element(buffer, Vector(buffer, root, SchemaFields.ModelSubgraphs), 0);
        var operators = Vector(buffer, graph, SchemaFields.SubgraphOperators);
        var last = Element(buffer, operators, buffer.GetInt(operators) - 1);
        var inputs = Vector(buffer, last, SchemaFields.OperatorInputs);

        // In the place of the four outputs that there are.
        var outputs = Vector(buffer, graph, SchemaFields.SubgraphOutputs);
        buffer.PutInt(outputs, RawCount);
        for (var i = 0; i < RawCount; i++)
        {
            buffer.PutInt(outputs + sizeof(int) * (1 + i), buffer.GetInt(inputs + sizeof(int) * (1 + i)));
        }

        var anchors = Element(buffer, Vector(buffer, graph, SchemaFields.SubgraphTensors), buffer.GetInt(inputs + sizeof(int) * (1 + RawCount)));
        return [.. Values(buffer, root, anchors).Chunk(4).Select(anchor => string.Join(", ", anchor.Select(value => value.ToString("R", CultureInfo.InvariantCulture))))];
    }

    private static IEnumerable<float> Values(ByteBuffer buffer, int root, int tensor)
    {
        var quantization = Indirect(buffer, Field(buffer, tensor, SchemaFields.TensorQuantization));
        var scale = buffer.GetFloat(Vector(buffer, quantization, SchemaFields.QuantizationScale) + sizeof(int));
        var zeroPoint = buffer.GetLong(Vector(buffer, quantization, SchemaFields.QuantizationZeroPoint) + sizeof(int));
        var number = buffer.GetInt(Field(buffer, tensor, SchemaFields.TensorBuffer));
        var data = Vector(buffer, Element(buffer, Vector(buffer, root, SchemaFields.ModelBuffers), number), SchemaFields.BufferData);
        return Enumerable.Range(0, buffer.GetInt(data)).Select(i => scale * (buffer.Get(data + sizeof(int) + i) - zeroPoint));
    }

    // Flatbuffers: a table begins with the way back to its list of fields; an offset counts from where it stands.
    private static int Field(ByteBuffer buffer, int table, int field) => table + buffer.GetShort(table - buffer.GetInt(table) + sizeof(short) * (2 + field));

    private static int Indirect(ByteBuffer buffer, int place) => place + buffer.GetInt(place);

    private static int Vector(ByteBuffer buffer, int table, int field) => Indirect(buffer, Field(buffer, table, field));

    private static int Element(ByteBuffer buffer, int vector, int index) => Indirect(buffer, vector + sizeof(int) * (1 + index));
}
