namespace Actors.Interop;

/// <summary>Reads detections from the outputs of a model. Belongs to one thread at a time.</summary>
/// <remarks>
/// The one place that knows which kinds of detectors there are: those that end in TensorFlow Lite's detection
/// post-processing, and SSDs without it.
/// </remarks>
public abstract class DetectionDecoder
{
    /// <summary>Finds out what kind of detector it is.</summary>
    /// <param name="outputs">The model's outputs.</param>
    /// <param name="model">What messages call it.</param>
    /// <param name="raw">How to read an SSD's raw outputs; not looked at where the model reads them itself.</param>
    /// <exception cref="ModelException">It is none, or gives raw outputs and there is nothing to read them by.</exception>
    public static DetectionDecoder For(IReadOnlyList<TensorInfo> outputs, string model, RawSsd? raw = null)
    {
        if (PostProcessedDecoder.Of(outputs) is { } decoder)
        {
            return decoder;
        }

        if (RawSsdDecoder.FindOutputs(outputs) is { } found)
        {
            return raw is not null
                ? new RawSsdDecoder(outputs, found, raw, model)
                : throw new ModelException(ModelException.Fault.NotADetector,
                    $"The model '{model}' gives an SSD's raw outputs, {Shapes(outputs)}, which need the anchors that it was trained with. Name them with Anchors: a file of {outputs[found.Boxes].Shape[1]} lines, {SsdAnchors.Format}.");
        }

        throw new ModelException(ModelException.Fault.NotADetector,
            $"The model '{model}' is no detector: its outputs are {Shapes(outputs)}. A detector has four: boxes 1xNx4, classes 1xN, scores 1xN and count 1 (TFLite_Detection_PostProcess); or an SSD's raw two: box encodings 1xNx4 and class scores 1xNxC.");
    }

    /// <summary>Reads the detections that the filter lets through, best first, boxes clipped to the input.</summary>
    /// <exception cref="InferenceException">The results make no sense: a count out of range, a score, class or box that is no number.</exception>
    public abstract Detection[] Decode(IModelOutputs outputs, DetectionFilter filter);

    private static string Shapes(IReadOnlyList<TensorInfo> outputs) => string.Join(", ", outputs.Select(info => $"{info.Type} {info.ShapeText}"));
}
