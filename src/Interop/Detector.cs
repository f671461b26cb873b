namespace Actors.Interop;

/// <summary>A detection model opened on one device: a prepared input tensor in, detections out. Knows nothing of images.</summary>
/// <remarks>Belongs to one thread at a time.</remarks>
public sealed class Detector : IDisposable
{
    private readonly Interpreter _interpreter;
    private readonly DetectionDecoder _decoder;

    private Detector(Interpreter interpreter, DetectionDecoder decoder, InputSpec input)
    {
        _interpreter = interpreter;
        _decoder = decoder;
        Input = input;
    }

    /// <summary>The input to prepare.</summary>
    public InputSpec Input { get; }

    /// <summary>What runs the model; see <see cref="Interpreter.Path"/>.</summary>
    public string Path => _interpreter.Path;

    /// <summary>Opens a model on a device.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Where, and how; null for one CPU thread.</param>
    /// <param name="raw">How to read an SSD's raw outputs, where the model gives those.</param>
    /// <exception cref="ModelException">The model does not run there, or is no detector.</exception>
    /// <exception cref="DeviceException">The device does not open.</exception>
    /// <exception cref="NativeLibraryException">A library is missing.</exception>
    public static Detector Open(Model model, InterpreterOptions? options = null, RawSsd? raw = null)
    {
        var interpreter = Interpreter.Open(model, options);
        try
        {
            var decoder = DetectionDecoder.For([.. interpreter.Outputs.Select(output => output.Info)], model.Name, raw);
            var input = InputSpec.Of([.. interpreter.Inputs.Select(tensor => tensor.Info)], model.Name);
            return new Detector(interpreter, decoder, input);
        }
        catch
        {
            interpreter.Dispose();
            throw;
        }
    }

    /// <summary>The memory to write the next input into, so that nothing is copied. It does not keep the detector alive.</summary>
    public Span<byte> InputBytes => _interpreter.Inputs[0].Bytes;

    /// <summary>Detects in a prepared input: the legacy Edge TPU API's <c>detect_with_input_tensor</c>.</summary>
    /// <param name="input">Exactly <see cref="InputSpec.ByteSize"/> bytes of <see cref="Input"/>.</param>
    /// <param name="filter">Which answers count.</param>
    /// <exception cref="ArgumentException">The input has another size.</exception>
    /// <exception cref="InferenceException">The device failed.</exception>
    public Detection[] Detect(ReadOnlySpan<byte> input, DetectionFilter filter)
    {
        _interpreter.Inputs[0].CopyFrom(input);
        return Detect(filter);
    }

    /// <summary>Detects in what <see cref="InputBytes"/> holds.</summary>
    /// <exception cref="InferenceException">The device failed.</exception>
    public Detection[] Detect(DetectionFilter filter)
    {
        _interpreter.Invoke();
        return _decoder.Decode(_interpreter, filter);
    }

    /// <summary>Closes the model on its device.</summary>
    public void Dispose() => _interpreter.Dispose();
}
