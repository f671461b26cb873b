namespace Actors.Tests.Interop;

/// <summary>The order in which a detector gives its four outputs.</summary>
public enum DetectorLayout
{
    /// <summary>Boxes, classes, scores, count: TensorFlow 1's post-processing operator.</summary>
    TensorFlow1,

    /// <summary>Scores, boxes, count, classes: a TensorFlow 2 export whose signature is not looked at.</summary>
    TensorFlow2,

    /// <summary>Count, scores, classes, boxes: a TensorFlow 2 export in its signature's order.</summary>
    Signature,
}
