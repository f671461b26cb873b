using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Tpu.Isolation;

namespace Actors;

/// <summary>What is to be detected: the model, how pictures become its input, and which of its answers count.</summary>
public sealed record DetectionTask
{
    /// <summary>The model; null where simulated devices do without.</summary>
    public Model? Model { get; init; }

    /// <summary>
    /// The same model for the CPU, where <see cref="Model"/> is compiled for Edge TPUs and runs on nothing else; null where
    /// there is none, or none is needed.
    /// </summary>
    public Model? CpuModel { get; init; }

    /// <summary>What messages call the model.</summary>
    public string ModelName => Model?.Name ?? "(simulated)";

    /// <summary>The model's image input.</summary>
    public InputSpec Input { get; init; } = SimulatedDevice.DefaultInput;

    /// <summary>How pictures become inputs.</summary>
    public PrepareSettings Prepare { get; init; } = new();

    /// <summary>The form in which the model takes its pictures.</summary>
    public InputForm Form => new(Input, Prepare);

    /// <summary>How to read the model's outputs where they are an SSD's raw ones; null for a model that reads them itself.</summary>
    public RawSsd? Raw { get; init; }

    /// <summary>Which answers count.</summary>
    public DetectionFilter Filter { get; init; } = new(Threshold: 0.5f, TopK: 100);

    /// <summary>The lowest threshold that a camera asks for by itself, where one asks for less than <see cref="Filter"/> does; else null.</summary>
    public float? LeastThreshold { get; init; }

    /// <summary>Which answers devices give: those that count for some camera.</summary>
    public DetectionFilter DeviceFilter => LeastThreshold is { } least && least < Filter.Threshold ? Filter with { Threshold = least } : Filter;

    /// <summary>What the class numbers are called.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>The model as it runs on a device.</summary>
    public Model? ModelOn(Device device) => device.IsCpu ? CpuModel ?? Model : Model;

    /// <summary>Whether the CPU can run it.</summary>
    public bool RunsOnCpu => Model is not { CompiledForEdgeTpu: true } || CpuModel is not null;

    /// <summary>The task with the same model for the CPU as well.</summary>
    /// <exception cref="ModelException">It takes other inputs, so that it is another model; it is disposed.</exception>
    public DetectionTask AlsoOnCpu(Model model)
    {
        var input = InputSpec.Of(Interpreter.Describe(model).Inputs, model.Name);
        if (input == Input)
        {
            return this with { CpuModel = model };
        }

        model.Dispose();
        throw new ModelException(ModelException.Fault.NotADetector,
            $"The models '{ModelName}' and '{model.Name}' are named like one model for Edge TPUs and for the CPU, but take different inputs: {Input} and {input}. Rename one of them.");
    }

    /// <summary>The task with devices that give what each of these cameras wants.</summary>
    public DetectionTask AsWantedBy(IEnumerable<Capture.CameraSettings> cameras) =>
        this with { LeastThreshold = cameras.Min(camera => camera.Threshold) is { } least && least < Filter.Threshold ? least : null };

    /// <summary>Whether what is open for the other task serves this one as well: only thresholds and labels differ.</summary>
    public bool RunsTheSameAs(DetectionTask other) => Model == other.Model && CpuModel == other.CpuModel && Form == other.Form && Raw == other.Raw;

    /// <summary>The task of a model.</summary>
    /// <exception cref="ModelException">The model takes no image.</exception>
    public static DetectionTask For(Model model) => For(model, Interpreter.Describe(model).Inputs);

    /// <summary>
    /// The task of a model that these devices are to run. Where all that do have processes of their own, the model is
    /// interpreted in none but such: a damaged or hostile one may crash those, and never this one.
    /// </summary>
    /// <exception cref="InteropException">The model cannot be read, or takes no image.</exception>
    public static DetectionTask For(Model model, IReadOnlyList<Device> devices) =>
        devices.Where(device => device.NeedsModel).ToList() is [Device.Isolated first, .. var others] && others.All(device => device is Device.Isolated)
            ? For(model, IsolatedModel.Inputs(first.Program, model))
            : For(model);

    private static DetectionTask For(Model model, IReadOnlyList<TensorInfo> inputs) => new()
    {
        Model = model,
        Input = InputSpec.Of(inputs, model.Name),
    };
}
