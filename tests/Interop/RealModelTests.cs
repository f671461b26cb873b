using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>On models as they are met in the wild; skipped where the shared data is absent.</summary>
public class RealModelTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_COCO_detector_runs_on_grey(bool xnnpack)
    {
        using var model = Model.FromFile(SharedData.PathOf(SharedData.CocoDetector));
        using var detector = Detector.Open(model, new InterpreterOptions { Xnnpack = xnnpack });
        detector.InputBytes.Fill(127);

        var found = detector.Detect(new DetectionFilter(0.5f, 10));

        Assert.Equal((300, 300, 3), (detector.Input.Width, detector.Input.Height, detector.Input.Channels));
        Assert.Equal(TensorType.UInt8, detector.Input.Type);
        Assert.StartsWith(xnnpack ? "" : "TensorFlow Lite kernels", detector.Path, StringComparison.Ordinal);
        Assert.Empty(found);
    }

    [SkippableFact]
    public void The_COCO_detectors_faintest_guesses_are_the_same_with_XNNPACK_and_without()
    {
        using var model = Model.FromFile(SharedData.PathOf(SharedData.CocoDetector));
        using var fast = Detector.Open(model);
        using var plain = Detector.Open(model, new InterpreterOptions { Xnnpack = false });
        fast.InputBytes.Fill(127);
        plain.InputBytes.Fill(127);
        var everything = new DetectionFilter(0, 10);

        var expected = plain.Detect(everything);
        var found = fast.Detect(everything);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(detection => detection.Score), found.Select(detection => detection.Score));
    }

    [SkippableFact]
    public void A_classifier_runs_on_XNNPACK_and_is_no_detector()
    {
        using var model = Model.FromFile(SharedData.PathOf(SharedData.Classifier));
        using var interpreter = Interpreter.Open(model);

        var refusal = Assert.Throws<ModelException>(() => Detector.Open(model));

        Assert.StartsWith("XNNPACK", interpreter.Path, StringComparison.Ordinal);
        Assert.Equal(ModelException.Fault.NotADetector, refusal.Reason);
        Assert.Contains(interpreter.Outputs[0].Info.ShapeText, refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_model_compiled_for_the_Edge_TPU_needs_one()
    {
        using var model = Model.FromFile(SharedData.PathOf(SharedData.EdgeTpuClassifier));

        var refusal = Assert.Throws<ModelException>(() => Interpreter.Open(model));

        Assert.Equal(ModelException.Fault.NeedsEdgeTpu, refusal.Reason);
        Assert.True(model.CompiledForEdgeTpu);
    }

    [SkippableFact]
    public void A_real_unknown_operator_is_named()
    {
        using var model = Model.FromFile(SharedData.PathOf(SharedData.UnknownOperator));

        var refusal = Assert.Throws<ModelException>(() => Interpreter.Open(model));

        Assert.Equal(ModelException.Fault.UnknownOperator, refusal.Reason);
        Assert.Contains("fake-op-double", refusal.Message, StringComparison.Ordinal);
    }
}
