using System.Runtime.InteropServices;
using Actors.Interop.Native;

namespace Actors.Interop;

/// <summary>Runs one model on the CPU or on one Edge TPU.</summary>
/// <remarks>Belongs to one thread at a time. On the CPU it takes the fastest path that the model allocates with; see <see cref="Path"/>.</remarks>
public sealed class Interpreter : IModelOutputs, IDisposable
{
    // Fastest first: the more types XNNPACK may take, the more operators it runs.
    private static readonly TfLite.XnnpackFlags[] XnnpackAttempts =
    [
        TfLite.XnnpackFlags.SignedQuantised | TfLite.XnnpackFlags.UnsignedQuantised,
        TfLite.XnnpackFlags.SignedQuantised,
        TfLite.XnnpackFlags.None,
    ];

    // XNNPACK names one operator it cannot build at a time. Where it can build next to none (old uint8 models, whose
    // every convolution it refuses), trying them all would cost a second and gain nothing.
    private const int MostXnnpackAttempts = 8;

    private readonly InterpreterHandle _handle;
    private readonly ErrorText _errors;

    private Interpreter(Model model, InterpreterHandle handle, ErrorText errors, string path)
    {
        _handle = handle;
        _errors = errors;
        ModelName = model.Name;
        Path = path;
        var inputs = new Tensor[TfLite.InputCount(handle)];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Tensor.Input(this, handle, i);
        }

        var outputs = new Tensor[TfLite.OutputCount(handle)];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = Tensor.Output(this, handle, i);
        }

        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>TensorFlow Lite's version, such as <c>2.9.0</c>.</summary>
    /// <exception cref="NativeLibraryException">TensorFlow Lite does not load.</exception>
    public static string LibraryVersion
    {
        get
        {
            NativeLibraries.Require(NativeLibraries.TensorFlowLite);
            return Marshal.PtrToStringUTF8(TfLite.Version()) ?? "";
        }
    }

    /// <summary>The model's name.</summary>
    public string ModelName { get; }

    /// <summary>What runs the model: <c>XNNPACK (int8, uint8), 62 of 64 operators</c>, <c>TensorFlow Lite kernels</c> or <c>Edge TPU usb /sys/...</c>.</summary>
    public string Path { get; private set; }

    /// <summary>The inputs, in the model's order.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The outputs, in the model's order.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>Prepares a model to run.</summary>
    /// <exception cref="ModelException">The model does not run there; the message says why and what to do.</exception>
    /// <exception cref="DeviceException">The Edge TPU does not open.</exception>
    /// <exception cref="NativeLibraryException">TensorFlow Lite or libedgetpu does not load.</exception>
    public static Interpreter Open(Model model, InterpreterOptions? options = null)
    {
        options ??= InterpreterOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        if (options.EdgeTpu is { } device)
        {
            if (!model.CompiledForEdgeTpu)
            {
                throw new ModelException(ModelException.Fault.NotForEdgeTpu,
                    $"The model '{model.Name}' is not compiled for the Edge TPU, so nothing of it would run there. Take the compiled one (usually the same name with '_edgetpu'), or choose the CPU (devices cpu).");
            }

            using var edgeTpu = EdgeTpuDevices.CreateDelegate(device, options.Clock);
            return TryOpen(model, options, edgeTpu, $"Edge TPU {device}{(options.Clock == EdgeTpuClock.Max ? "" : $" at its {options.Clock} clock")}", allocate: true, out var refusal)
                ?? throw Refused(model, refusal);
        }

        if (model.CompiledForEdgeTpu)
        {
            throw new ModelException(ModelException.Fault.NeedsEdgeTpu,
                $"The model '{model.Name}' is compiled for the Edge TPU and runs on nothing else. Choose an Edge TPU (devices edgetpu), or take the model that was not compiled (usually the same name without '_edgetpu').");
        }

        return (options.Xnnpack ? XnnpackAttempts : []).Select(flags => TryXnnpack(model, options, flags)).FirstOrDefault(found => found is not null)
            ?? TryOpen(model, options, null, "TensorFlow Lite kernels", allocate: true, out var said)
            ?? throw Refused(model, said);
    }

    /// <summary>Reads a model's inputs and outputs. One for an absent Edge TPU cannot be prepared: shapes that only preparing finds out are then empty.</summary>
    /// <exception cref="ModelException">The model cannot be read.</exception>
    public static (IReadOnlyList<TensorInfo> Inputs, IReadOnlyList<TensorInfo> Outputs) Describe(Model model)
    {
        using var interpreter = TryOpen(model, InterpreterOptions.Default, null, "", allocate: !model.CompiledForEdgeTpu, out var said)
            ?? throw Refused(model, said);
        return ([.. interpreter.Inputs.Select(tensor => tensor.Info)], [.. interpreter.Outputs.Select(tensor => tensor.Info)]);
    }

    /// <summary>Runs the model on what the inputs hold, blocking until the outputs are there.</summary>
    /// <exception cref="InferenceException">The model or the device failed; the message carries what TensorFlow Lite said.</exception>
    public void Invoke()
    {
        var status = TfLite.Invoke(Handle);
        if (status != 0)
        {
            throw new InferenceException($"Running '{ModelName}' on {Path} failed (status {status}): {_errors.Take()}");
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Output(int index) => Outputs[index].Bytes;

    /// <summary>Frees the interpreter, then its delegate.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>The native interpreter.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    internal InterpreterHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle;
        }
    }

    private static Interpreter? TryOpen(
        Model model, InterpreterOptions options, DelegateHandle? delegateHandle, string path, bool allocate, out string said)
    {
        using var native = new OptionsHandle();
        var errors = new ErrorText();
        InterpreterHandle? handle = null;
        var opened = false;
        try
        {
            errors.AttachTo(native);
            TfLite.OptionsSetThreads(native, options.Threads);
            if (delegateHandle is not null)
            {
                TfLite.OptionsAddDelegate(native, delegateHandle);
            }

            handle = InterpreterHandle.Create(model.Handle, native, delegateHandle, errors);
            if (handle is null || (allocate && TfLite.AllocateTensors(handle) != 0))
            {
                said = errors.Take();
                return null;
            }

            var interpreter = new Interpreter(model, handle, errors, path);
            // What was said so far did no harm, and is no part of what a later failure has to say.
            errors.Take();
            said = "";
            opened = true;
            return interpreter;
        }
        finally
        {
            if (!opened)
            {
                handle?.Dispose();
                errors.Dispose();
            }
        }
    }

    /// <summary>Opens on XNNPACK, hiding operators from it that it cannot build; null where it then has nothing to run.</summary>
    private static Interpreter? TryXnnpack(Model model, InterpreterOptions options, TfLite.XnnpackFlags flags)
    {
        var hidden = new HashSet<int>();
        for (var attempt = 0; attempt < MostXnnpackAttempts; attempt++)
        {
            if (XnnpackDelegate.Create(options.Threads, flags, hidden) is not { } xnnpack)
            {
                return null;
            }

            using var handle = xnnpack.Handle;
            var said = "";
            var interpreter = xnnpack.While(() => TryOpen(model, options, handle, Describe(flags), allocate: true, out said));
            if (interpreter is not null && xnnpack.Taken > 0)
            {
                interpreter.Path += $", {xnnpack.Taken} of {xnnpack.Operators} operators";
                return interpreter;
            }

            interpreter?.Dispose();
            var known = hidden.Count;
            hidden.UnionWith(XnnpackDelegate.FailedOperators(said));
            if (hidden.Count == known)
            {
                return null;
            }
        }

        return null;
    }

    private static string Describe(TfLite.XnnpackFlags flags) => flags switch
    {
        TfLite.XnnpackFlags.None => "XNNPACK",
        TfLite.XnnpackFlags.SignedQuantised => "XNNPACK (int8)",
        _ => "XNNPACK (int8, uint8)",
    };

    private static ModelException Refused(Model model, string said) =>
        said.Contains("unresolved custom op", StringComparison.OrdinalIgnoreCase) || said.Contains("Didn't find op", StringComparison.Ordinal)
            ? new ModelException(ModelException.Fault.UnknownOperator,
                $"The model '{model.Name}' uses an operator that TensorFlow Lite {LibraryVersion} does not know. Convert it with built-in operators only. TensorFlow Lite says: {said}")
            : new ModelException(ModelException.Fault.CannotAllocate,
                $"TensorFlow Lite cannot prepare the model '{model.Name}': {said}");
}
