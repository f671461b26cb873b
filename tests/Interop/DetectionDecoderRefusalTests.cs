using Actors.Interop;

namespace Actors.Tests.Interop;

public class DetectionDecoderRefusalTests
{
    private static readonly DetectionFilter Everything = new(0.1f, 100);
    private static readonly Detection Sound = new(1, 0.5f, new RelativeBox(0, 0, 1, 1));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_score_that_is_no_number_is_garbage(float score) => AssertGarbage([Sound, Sound with { Score = score }]);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_box_that_is_no_number_is_garbage(float edge)
    {
        AssertGarbage([Sound with { Box = Sound.Box with { YMin = edge } }]);
        AssertGarbage([Sound with { Box = Sound.Box with { XMax = edge } }]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-1f)]
    [InlineData(3f)]
    [InlineData(1e20f)]
    public void A_count_the_model_cannot_have_is_garbage(float count) => AssertGarbage([Sound, Sound], count);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1f)]
    [InlineData(1e20f)]
    public void A_class_that_is_no_class_number_is_garbage(float classId)
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Sound]);
        var outputs = new FakeOutputs(answer.Output(0).ToArray(), BitConverter.GetBytes(classId), answer.Output(2).ToArray(), answer.Output(3).ToArray());

        Assert.Throws<InferenceException>(() => DetectionDecoder.For(answer.Tensors, "model").Decode(outputs, Everything));
    }

    [Fact]
    public void A_box_that_the_filter_drops_may_be_anything()
    {
        var dropped = new Detection(1, 0.05f, new RelativeBox(float.NaN, 0, 0, 0));
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Sound, dropped]);

        Assert.Equal([Sound], DetectionDecoder.For(answer.Tensors, "model").Decode(answer, Everything));
    }

    public static TheoryData<string, TensorInfo[]> NotDetectors => new()
    {
        { "a classifier", [Info(1, 1000)] },
        { "nothing", [] },
        { "three of the four", [Info(1, 10, 4), Info(1, 10), Info(1, 10)] },
        { "five", [Info(1, 10, 4), Info(1, 10), Info(1, 10), Info(1), Info(1)] },
        { "lists of another length than the boxes", [Info(1, 10, 4), Info(1, 11), Info(1, 10), Info(1)] },
        { "boxes of five edges", [Info(1, 10, 5), Info(1, 10), Info(1, 10), Info(1)] },
        { "two images at once", [Info(2, 10, 4), Info(2, 10), Info(2, 10), Info(2)] },
        { "shapes not known yet", [Info(), Info(), Info(), Info()] },
        { "another type", [Info(1, 10, 4), Info(1, 10), Info(1, 10), Info(1) with { Type = TensorType.Int64 }] },
    };

    [Theory]
    [MemberData(nameof(NotDetectors))]
    public void Outputs_that_are_no_detectors_are_refused_with_their_shapes(string what, TensorInfo[] outputs)
    {
        var refusal = Assert.Throws<ModelException>(() => DetectionDecoder.For(outputs, what));

        Assert.Equal(ModelException.Fault.NotADetector, refusal.Reason);
        Assert.Contains($"'{what}'", refusal.Message, StringComparison.Ordinal);
        Assert.All(outputs, info => Assert.Contains($"{info.Type} {info.ShapeText}", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_count_without_dimensions_is_a_count()
    {
        TensorInfo[] outputs = [Info(1, 10, 4), Info(1, 10), Info(1, 10), Info()];

        Assert.NotNull(DetectionDecoder.For(outputs, "model"));
    }

    private static TensorInfo Info(params int[] shape) => new("", TensorType.Float32, shape, default);

    private static void AssertGarbage(Detection[] detections, float? count = null)
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, detections, count);
        var decoder = DetectionDecoder.For(answer.Tensors, "model");

        var failure = Assert.Throws<InferenceException>(() => decoder.Decode(answer, Everything));
        Assert.Contains("garbage", failure.Message, StringComparison.Ordinal);
    }
}
