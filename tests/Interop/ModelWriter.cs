using Actors.Interop;
using Google.FlatBuffers;

namespace Actors.Tests.Interop;

/// <summary>Writes a TensorFlow Lite model of one graph: add tensors and operators in the order they run, then build.</summary>
public sealed class ModelWriter
{
    private sealed record TensorEntry(string Name, TensorType Type, int[] Shape, Quantization Quantization, byte[] Data);

    private sealed record OperatorEntry(BuiltinOperator Code, string? Custom, int[] Inputs, int[] Outputs);

    private readonly List<TensorEntry> _tensors = [];
    private readonly List<OperatorEntry> _operators = [];

    /// <summary>Adds a tensor and gives its index. One with data is a constant.</summary>
    public int Tensor(string name, TensorType type, int[] shape, Quantization quantization = default, byte[]? data = null)
    {
        _tensors.Add(new TensorEntry(name, type, shape, quantization, data ?? []));
        return _tensors.Count - 1;
    }

    /// <summary>Adds a constant of 32-bit integers, such as a shape or a list of axes.</summary>
    public int Integers(string name, params int[] values) =>
        Tensor(name, TensorType.Int32, [values.Length], data: [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a constant of 32-bit floats.</summary>
    public int Floats(string name, params float[] values) =>
        Tensor(name, TensorType.Float32, [values.Length], data: [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a built-in operator, with its options left at their defaults; a convolution is dilated by 2.</summary>
    public void Operator(BuiltinOperator code, int[] inputs, int[] outputs) =>
        _operators.Add(new OperatorEntry(code, null, inputs, outputs));

    /// <summary>Adds an operator that TensorFlow Lite knows by name only.</summary>
    public void Custom(string name, int[] inputs, int[] outputs) =>
        _operators.Add(new OperatorEntry(BuiltinOperator.Custom, name, inputs, outputs));

    /// <summary>The model as a flatbuffer.</summary>
    public byte[] Build(int[] inputs, int[] outputs)
    {
        var builder = new FlatBufferBuilder(1024);
        var graph = WriteGraph(builder, inputs, outputs);
        var subgraphs = Offsets(builder, [graph]);
        var codes = Offsets(builder, [.. _operators.Select(entry => WriteOperatorCode(builder, entry))]);
        // Buffer 0 is empty by convention: it stands for "no data". Tensor n's buffer is n + 1.
        var buffers = Offsets(builder, [.. new byte[][] { [] }.Concat(_tensors.Select(entry => entry.Data)).Select(data => WriteBuffer(builder, data))]);
        var description = builder.CreateString("made by the tests of actors").Value;
        builder.StartTable(SchemaFields.ModelFieldCount);
        builder.AddUint(SchemaFields.ModelVersion, SchemaFields.Version, 0);
        builder.AddOffset(SchemaFields.ModelOperatorCodes, codes, 0);
        builder.AddOffset(SchemaFields.ModelSubgraphs, subgraphs, 0);
        builder.AddOffset(SchemaFields.ModelDescription, description, 0);
        builder.AddOffset(SchemaFields.ModelBuffers, buffers, 0);
        builder.Finish(builder.EndTable(), SchemaFields.FileIdentifier);
        return builder.SizedByteArray();
    }

    private int WriteGraph(FlatBufferBuilder builder, int[] inputs, int[] outputs)
    {
        var tensors = Offsets(builder, [.. _tensors.Select((entry, index) => WriteTensor(builder, entry, index))]);
        var operators = Offsets(builder, [.. _operators.Select((entry, index) => WriteOperator(builder, entry, index))]);
        var inputList = Ints(builder, inputs);
        var outputList = Ints(builder, outputs);
        builder.StartTable(SchemaFields.SubgraphFieldCount);
        builder.AddOffset(SchemaFields.SubgraphTensors, tensors, 0);
        builder.AddOffset(SchemaFields.SubgraphInputs, inputList, 0);
        builder.AddOffset(SchemaFields.SubgraphOutputs, outputList, 0);
        builder.AddOffset(SchemaFields.SubgraphOperators, operators, 0);
        return builder.EndTable();
    }

    private static int WriteTensor(FlatBufferBuilder builder, TensorEntry entry, int index)
    {
        var shape = Ints(builder, entry.Shape);
        var name = builder.CreateString(entry.Name).Value;
        var quantization = entry.Quantization.Scale > 0 ? WriteQuantization(builder, entry.Quantization) : 0;
        builder.StartTable(SchemaFields.TensorFieldCount);
        builder.AddOffset(SchemaFields.TensorShape, shape, 0);
        builder.AddByte(SchemaFields.TensorType, SchemaType(entry.Type), 0);
        builder.AddUint(SchemaFields.TensorBuffer, entry.Data.Length > 0 ? (uint)index + 1 : 0, 0);
        builder.AddOffset(SchemaFields.TensorName, name, 0);
        builder.AddOffset(SchemaFields.TensorQuantization, quantization, 0);
        return builder.EndTable();
    }

    private static int WriteQuantization(FlatBufferBuilder builder, Quantization quantization)
    {
        builder.StartVector(sizeof(float), 1, sizeof(float));
        builder.AddFloat(quantization.Scale);
        var scale = builder.EndVector().Value;
        builder.StartVector(sizeof(long), 1, sizeof(long));
        builder.AddLong(quantization.ZeroPoint);
        var zeroPoint = builder.EndVector().Value;
        builder.StartTable(SchemaFields.QuantizationFieldCount);
        builder.AddOffset(SchemaFields.QuantizationScale, scale, 0);
        builder.AddOffset(SchemaFields.QuantizationZeroPoint, zeroPoint, 0);
        return builder.EndTable();
    }

    // Each operator has a code of its own: simpler than sharing them, and as valid.
    private static int WriteOperator(FlatBufferBuilder builder, OperatorEntry entry, int index)
    {
        var inputs = Ints(builder, entry.Inputs);
        var outputs = Ints(builder, entry.Outputs);
        var options = entry.Code == BuiltinOperator.Convolution ? WriteConvolutionOptions(builder) : 0;
        builder.StartTable(SchemaFields.OperatorFieldCount);
        builder.AddUint(SchemaFields.OperatorCodeIndex, (uint)index, 0);
        builder.AddOffset(SchemaFields.OperatorInputs, inputs, 0);
        builder.AddOffset(SchemaFields.OperatorOutputs, outputs, 0);
        builder.AddByte(SchemaFields.OperatorOptionsType, options != 0 ? SchemaFields.ConvolutionOptionsType : (byte)0, 0);
        builder.AddOffset(SchemaFields.OperatorOptions, options, 0);
        return builder.EndTable();
    }

    private static int WriteConvolutionOptions(FlatBufferBuilder builder)
    {
        builder.StartTable(SchemaFields.ConvolutionOptionsFieldCount);
        builder.AddInt(SchemaFields.ConvolutionStrideWidth, 1, 0);
        builder.AddInt(SchemaFields.ConvolutionStrideHeight, 1, 0);
        builder.AddInt(SchemaFields.ConvolutionDilationWidth, 2, 1);
        builder.AddInt(SchemaFields.ConvolutionDilationHeight, 2, 1);
        return builder.EndTable();
    }

    private static int WriteOperatorCode(FlatBufferBuilder builder, OperatorEntry entry)
    {
        var custom = entry.Custom is { } name ? builder.CreateString(name).Value : 0;
        builder.StartTable(SchemaFields.OperatorCodeFieldCount);
        builder.AddByte(SchemaFields.OperatorCodeDeprecatedBuiltin, (byte)entry.Code, 0);
        builder.AddOffset(SchemaFields.OperatorCodeCustom, custom, 0);
        builder.AddInt(SchemaFields.OperatorCodeVersion, 1, 0);
        builder.AddInt(SchemaFields.OperatorCodeBuiltin, (int)entry.Code, 0);
        return builder.EndTable();
    }

    private static int WriteBuffer(FlatBufferBuilder builder, byte[] data)
    {
        builder.StartVector(1, data.Length, SchemaFields.BufferAlignment);
        foreach (var value in data.Reverse())
        {
            builder.AddByte(value);
        }

        var vector = builder.EndVector().Value;
        builder.StartTable(SchemaFields.BufferFieldCount);
        builder.AddOffset(SchemaFields.BufferData, data.Length > 0 ? vector : 0, 0);
        return builder.EndTable();
    }

    private static int Ints(FlatBufferBuilder builder, int[] values)
    {
        builder.StartVector(sizeof(int), values.Length, sizeof(int));
        foreach (var value in values.Reverse())
        {
            builder.AddInt(value);
        }

        return builder.EndVector().Value;
    }

    private static int Offsets(FlatBufferBuilder builder, int[] offsets)
    {
        builder.StartVector(sizeof(int), offsets.Length, sizeof(int));
        foreach (var offset in offsets.Reverse())
        {
            builder.AddOffset(offset);
        }

        return builder.EndVector().Value;
    }

    // The schema numbers the types otherwise than the C API does (enum TensorType).
    private static byte SchemaType(TensorType type) => type switch
    {
        TensorType.Float32 => 0,
        TensorType.Float16 => 1,
        TensorType.Int32 => 2,
        TensorType.UInt8 => 3,
        TensorType.Int64 => 4,
        TensorType.Bool => 6,
        TensorType.Int16 => 7,
        TensorType.Int8 => 9,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The tests' models have no tensors of this type."),
    };
}
