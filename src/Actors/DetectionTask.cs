using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;

namespace Actors;

/// <summary>What is to be detected: the model, how pictures become its input, and which of its answers count.</summary>
public sealed record DetectionTask
{
    /// <summary>The model; null where simulated devices do without.</summary>
    public Model? Model { get; init; }

    /// <summary>What messages call the model.</summary>
    public string ModelName => Model?.Name ?? "(simulated)";

    /// <summary>The model's image input.</summary>
    public InputSpec Input { get; init; } = SimulatedDevice.DefaultInput;

    /// <summary>How pictures become inputs.</summary>
    public PrepareSettings Prepare { get; init; } = new();

    /// <summary>Which answers count.</summary>
    public DetectionFilter Filter { get; init; } = new(Threshold: 0.5f, TopK: 20);

    /// <summary>What the class numbers are called.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>The task of a model.</summary>
    /// <exception cref="ModelException">The model takes no image.</exception>
    public static DetectionTask For(Model model) => new()
    {
        Model = model,
        Input = InputSpec.Of(Interpreter.Describe(model).Inputs, model.Name),
    };
}
