using Actors.Interop;

namespace Actors.Tests.Interop;

public class DetectionDecoderTests
{
    private static readonly DetectionFilter Everything = new(-1, 100);

    private static readonly Detection Cat = new(16, 0.75f, new RelativeBox(0.25f, 0.125f, 1, 0.5f));
    private static readonly Detection Dog = new(17, 0.5f, new RelativeBox(0, 0.25f, 0.5f, 0.75f));

    [Theory]
    [ClassData(typeof(DetectorLayouts))]
    public void Each_layout_and_type_decodes_by_shape_and_position(DetectorLayout layout, TensorType type) =>
        Assert.Equal([Cat, Dog], Decode(DetectorAnswer.Of(layout, type, [Cat, Dog]), Everything));

    [Theory]
    [InlineData(DetectorLayout.TensorFlow1, "TFLite_Detection_PostProcess", "TFLite_Detection_PostProcess:1", "TFLite_Detection_PostProcess:2", "TFLite_Detection_PostProcess:3")]
    [InlineData(DetectorLayout.TensorFlow2, "StatefulPartitionedCall:1", "StatefulPartitionedCall:3", "StatefulPartitionedCall:0", "StatefulPartitionedCall:2")]
    [InlineData(DetectorLayout.Signature, "StatefulPartitionedCall:0", "StatefulPartitionedCall:1", "StatefulPartitionedCall:2", "StatefulPartitionedCall:3")]
    [InlineData(DetectorLayout.TensorFlow1, "StatefulPartitionedCall:31", "StatefulPartitionedCall:32", "StatefulPartitionedCall:33", "StatefulPartitionedCall:34")]
    [InlineData(DetectorLayout.TensorFlow2, "StatefulPartitionedCall:33", "StatefulPartitionedCall:31", "StatefulPartitionedCall:34", "StatefulPartitionedCall:32")]
    [InlineData(DetectorLayout.TensorFlow2, "detection_scores", "detection_boxes", "num_detections", "detection_classes")]
    public void The_names_that_converters_give_decode(DetectorLayout layout, params string[] names) =>
        Assert.Equal([Cat, Dog], Decode(DetectorAnswer.Of(layout, TensorType.Float32, [Cat, Dog], names: names), Everything));

    // Classes before scores, and boxes last: by position alone the classes would be taken for scores.
    [Theory]
    [InlineData("TFLite_Detection_PostProcess:1", "TFLite_Detection_PostProcess:2")]
    [InlineData("StatefulPartitionedCall:2", "StatefulPartitionedCall:1")]
    [InlineData("the_Classes", "other")]
    [InlineData("one", "SCORES")]
    public void Where_names_and_position_differ_the_names_decide(string classes, string scores)
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat, Dog]);
        int[] order = [3, 1, 2, 0];
        var tensors = order.Select(index => answer.Tensors[index]).ToArray();
        tensors[1] = tensors[1] with { Name = classes };
        tensors[2] = tensors[2] with { Name = scores };

        var found = DetectionDecoder.For(tensors, "model").Decode(new FakeOutputs([.. order.Select(index => answer.Output(index).ToArray())]), Everything);

        Assert.Equal([Cat, Dog], found);
    }

    [Fact]
    public void Entries_past_the_count_are_never_read()
    {
        var garbage = new Detection(3, float.NaN, new RelativeBox(float.NaN, float.PositiveInfinity, 0, 0));

        var found = Decode(DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat, garbage, garbage], count: 1), Everything);

        Assert.Equal([Cat], found);
    }

    [Theory]
    [ClassData(typeof(DetectorLayouts))]
    public void A_count_of_none_gives_none(DetectorLayout layout, TensorType type) =>
        Assert.Empty(Decode(DetectorAnswer.Of(layout, type, [Cat, Dog], count: 0), Everything));

    [Fact]
    public void Only_scores_above_the_threshold_count()
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat, Dog]);

        Assert.Equal([Cat], Decode(answer, new DetectionFilter(0.5f, 100)));
        Assert.Equal([Cat, Dog], Decode(answer, new DetectionFilter(MathF.BitDecrement(0.5f), 100)));
    }

    [Fact]
    public void The_best_come_first_and_equals_in_the_models_order()
    {
        Detection[] given = [Dog, Cat, Dog with { ClassId = 1 }, Cat with { ClassId = 2 }, Dog with { ClassId = 3 }];

        var found = Decode(DetectorAnswer.Of(DetectorLayout.TensorFlow2, TensorType.UInt8, given), new DetectionFilter(0, 4));

        Assert.Equal([16, 2, 17, 1], found.Select(detection => detection.ClassId));
    }

    [Fact]
    public void Asking_for_none_gives_none_and_for_fewer_than_none_is_refused()
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat]);

        Assert.Empty(Decode(answer, new DetectionFilter(0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decode(answer, new DetectionFilter(0, -1)));
    }

    [Theory]
    [InlineData(TensorType.Float32)]
    [InlineData(TensorType.UInt8)]
    [InlineData(TensorType.Int8)]
    public void Boxes_are_clipped_to_the_input(TensorType type)
    {
        var outside = Cat with { Box = new RelativeBox(-0.25f, -0.125f, 1.5f, 1.25f) };

        var found = Decode(DetectorAnswer.Of(DetectorLayout.TensorFlow1, type, [outside]), Everything);

        Assert.Equal(new RelativeBox(0, 0, 1, 1), Assert.Single(found).Box);
    }

    [Fact]
    public void Class_numbers_are_rounded()
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat]);
        var outputs = new FakeOutputs(
            answer.Output(0).ToArray(), BitConverter.GetBytes(16.9999f), answer.Output(2).ToArray(), answer.Output(3).ToArray());

        var found = DetectionDecoder.For(answer.Tensors, "model").Decode(outputs, Everything);

        Assert.Equal(17, Assert.Single(found).ClassId);
    }

    [Fact]
    public void More_entries_than_fit_the_stack_decode_too()
    {
        var many = Enumerable.Range(0, 2000).Select(index => new Detection(index, index / 2000f, new RelativeBox(0, 0, 1, 1))).ToArray();

        var found = Decode(DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, many), new DetectionFilter(0.5f, 3));

        Assert.Equal([1999, 1998, 1997], found.Select(detection => detection.ClassId));
    }

    private static Detection[] Decode(DetectorAnswer answer, DetectionFilter filter) =>
        DetectionDecoder.For(answer.Tensors, "model").Decode(answer, filter);
}
