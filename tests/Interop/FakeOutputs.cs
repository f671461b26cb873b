using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>The outputs of a model that never ran, each as the test says.</summary>
public sealed class FakeOutputs(params byte[][] outputs) : IModelOutputs
{
    public ReadOnlySpan<byte> Output(int index) => outputs[index];
}
