using Actors.Interop;

namespace Actors.Tpu;

/// <summary>A model in TensorFlow Lite, on the CPU or an Edge TPU, in this process.</summary>
internal sealed class InterpreterDevice : IDevice
{
    private readonly Interpreter _interpreter;

    public InterpreterDevice(Model model, InterpreterOptions options)
    {
        _interpreter = Interpreter.Open(model, options);
        Outputs = [.. _interpreter.Outputs.Select(output => output.Info)];
    }

    public string Path => _interpreter.Path;

    public IReadOnlyList<TensorInfo> Outputs { get; }

    public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
    {
        _interpreter.Inputs[0].CopyFrom(input.Span);
        _interpreter.Invoke();
    }

    public ReadOnlySpan<byte> Output(int index) => _interpreter.Output(index);

    public void Dispose() => _interpreter.Dispose();
}
