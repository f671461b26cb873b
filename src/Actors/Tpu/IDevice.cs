using Actors.Interop;

namespace Actors.Tpu;

/// <summary>An open accelerator with a loaded model. Belongs to one thread.</summary>
/// <remarks>The one seam between a worker and whatever runs the model: in this process, in one of its own, or elsewhere.</remarks>
public interface IDevice : IModelOutputs, IDisposable
{
    /// <summary>What runs the model, for people: <c>XNNPACK (int8), 64 of 68 operators</c>.</summary>
    string Path { get; }

    /// <summary>What <see cref="IModelOutputs.Output"/> gives, in order.</summary>
    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Runs the model, blocking until its outputs are there.</summary>
    /// <param name="input">The prepared input.</param>
    /// <exception cref="InferenceException">The device failed.</exception>
    void Run(ReadOnlySpan<byte> input);
}
