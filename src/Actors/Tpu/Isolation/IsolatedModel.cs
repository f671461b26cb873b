using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>Reads what a model takes, in a process that lives for just that: a damaged or hostile model can crash whoever interprets it.</summary>
internal static class IsolatedModel
{
    /// <summary>The inputs of a model.</summary>
    /// <exception cref="InteropException">The model cannot be read; as if it had been read here.</exception>
    public static IReadOnlyList<TensorInfo> Inputs(DeviceHostProgram program, Model model)
    {
        using var host = new DeviceHostConnection(program);
        try
        {
            IReadOnlyList<TensorInfo> inputs = [];
            host.Guarded(() =>
            {
                host.Channel.Write.Write(Messages.Describe);
                host.Channel.SendModel(model);
                host.Expect(Messages.Described, "describe a model");
                inputs = host.ReadTensors();
            });
            return inputs;
        }
        catch (InferenceException broken)
        {
            throw new ModelException(ModelException.Fault.Damaged, $"The model '{model.Name}' cannot be read: {broken.Message}", broken);
        }
    }
}
