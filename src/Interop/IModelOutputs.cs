namespace Actors.Interop;

/// <summary>The outputs of a model that has run, wherever it ran.</summary>
public interface IModelOutputs
{
    /// <summary>The raw bytes of one output, as its <see cref="TensorInfo"/> describes them.</summary>
    /// <param name="index">The output's index in the model.</param>
    ReadOnlySpan<byte> Output(int index);
}
