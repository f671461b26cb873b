namespace Actors.Tests.Interop;

/// <summary>Numbers from TensorFlow Lite's schema, version 3 (<c>tensorflow/lite/schema/schema.fbs</c>).</summary>
/// <remarks>A flatbuffer table knows its fields by their place in the schema only, counted from 0.</remarks>
internal static class SchemaFields
{
    public const string FileIdentifier = "TFL3";
    public const uint Version = 3;

    // table Model { version, operator_codes, subgraphs, description, buffers, ... }
    public const int ModelFieldCount = 5;
    public const int ModelVersion = 0;
    public const int ModelOperatorCodes = 1;
    public const int ModelSubgraphs = 2;
    public const int ModelDescription = 3;
    public const int ModelBuffers = 4;

    // table OperatorCode { deprecated_builtin_code:byte, custom_code:string, version:int = 1, builtin_code:int }
    public const int OperatorCodeFieldCount = 4;
    public const int OperatorCodeDeprecatedBuiltin = 0;
    public const int OperatorCodeCustom = 1;
    public const int OperatorCodeVersion = 2;
    public const int OperatorCodeBuiltin = 3;

    // table SubGraph { tensors, inputs, outputs, operators, name }
    public const int SubgraphFieldCount = 5;
    public const int SubgraphTensors = 0;
    public const int SubgraphInputs = 1;
    public const int SubgraphOutputs = 2;
    public const int SubgraphOperators = 3;

    // table Operator { opcode_index:uint, inputs:[int], outputs:[int], builtin_options (a union, two fields), ... }
    public const int OperatorFieldCount = 5;
    public const int OperatorCodeIndex = 0;
    public const int OperatorInputs = 1;
    public const int OperatorOutputs = 2;
    public const int OperatorOptionsType = 3;
    public const int OperatorOptions = 4;

    // table Conv2DOptions { padding, stride_w, stride_h, activation, dilation_w_factor:int = 1, dilation_h_factor:int = 1 },
    // the first of union BuiltinOptions.
    public const byte ConvolutionOptionsType = 1;
    public const int ConvolutionOptionsFieldCount = 6;
    public const int ConvolutionStrideWidth = 1;
    public const int ConvolutionStrideHeight = 2;
    public const int ConvolutionDilationWidth = 4;
    public const int ConvolutionDilationHeight = 5;

    // table Buffer { data:[ubyte] (force_align: 16) }
    public const int BufferFieldCount = 1;
    public const int BufferData = 0;
    public const int BufferAlignment = 16;

    // table Tensor { shape:[int], type:TensorType, buffer:uint, name:string, quantization:QuantizationParameters, ... }
    public const int TensorFieldCount = 5;
    public const int TensorShape = 0;
    public const int TensorType = 1;
    public const int TensorBuffer = 2;
    public const int TensorName = 3;
    public const int TensorQuantization = 4;

    // table QuantizationParameters { min, max, scale:[float], zero_point:[long], ... }
    public const int QuantizationFieldCount = 4;
    public const int QuantizationScale = 2;
    public const int QuantizationZeroPoint = 3;
}
