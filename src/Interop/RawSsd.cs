namespace Actors.Interop;

/// <summary>How to read the raw outputs of an SSD (Liu et al. 2016): box encodings and class scores, without post-processing in the model.</summary>
/// <param name="Anchors">What the box encodings are relative to.</param>
public sealed record RawSsd(SsdAnchors Anchors)
{
    /// <summary>What class outputs are.</summary>
    public enum ScoreForm
    {
        /// <summary>Probabilities, 0 to 1.</summary>
        Probability,

        /// <summary>Logits, each on its own: a probability is 1 / (1 + exp(-logit)).</summary>
        Sigmoid,

        /// <summary>Logits of which one class is meant: a probability is exp(logit) by the sum of all.</summary>
        Softmax,
    }

    /// <summary>What the class scores are. Default: probabilities, as TensorFlow's exporter leaves them.</summary>
    public ScoreForm Scores { get; init; } = ScoreForm.Probability;

    /// <summary>Whether the first class is the background, which is none of the model's classes. Default: it is.</summary>
    public bool HasBackground { get; init; } = true;

    /// <summary>Of boxes of one class that overlap by more (intersection over union), only the best counts. Default: 0.6, TensorFlow's.</summary>
    public float Overlap { get; init; } = 0.6f;

    /// <summary>
    /// Above 0, boxes that overlap a better one of their class are not dropped, but their scores lowered to
    /// score * exp(-overlap² / sigma): soft suppression (Bodla et al. 2017, who use 0.5). 0 for off, the default.
    /// </summary>
    public float SoftSigma { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Anchors}, {Scores}{(HasBackground ? "" : ", no background")}, {(SoftSigma > 0 ? $"soft sigma {SoftSigma}" : $"overlap {Overlap}")}");
}
