namespace Actors.Tests.Interop;

/// <summary>The operators the tests' models use, by their numbers in schema.fbs (<c>enum BuiltinOperator</c>).</summary>
public enum BuiltinOperator
{
    Add = 0,
    Convolution = 3,
    Dequantize = 6,
    Reshape = 22,
    Custom = 32,
    Mean = 40,
    Fill = 94,
    Quantize = 114,
}
