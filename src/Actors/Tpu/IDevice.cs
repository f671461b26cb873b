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
    /// <param name="input">The prepared input. A device in a process of its own reads it there if it lies in shared memory.</param>
    /// <param name="limit">How long it may take, for a device that can be stopped; one in this process cannot.</param>
    /// <exception cref="InferenceException">The device failed.</exception>
    void Run(ReadOnlyMemory<byte> input, TimeSpan limit);
}
