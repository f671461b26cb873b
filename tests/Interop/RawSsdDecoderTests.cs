using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>An SSD's raw outputs, on examples that can be worked out by hand.</summary>
public class RawSsdDecoderTests
{
    private static readonly DetectionFilter Everything = new(0.1f, 100);

    // Two places and one between them that overlaps the first by 0.06 / 0.10 and the second not at all.
    private static readonly SsdAnchors Anchors = SsdAnchors.Parse(["0.25, 0.2, 0.4, 0.2", "0.25, 0.25, 0.4, 0.2", "0.75, 0.7, 0.2, 0.4"]);

    private static readonly float[][] AtTheAnchors = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]];

    [Fact]
    public void A_box_is_its_anchor_moved_by_tenths_of_its_sides_and_scaled_by_exponents_of_fifths()
    {
        // The centre 1/10 of 0.4 down and 2/10 of 0.2 to the left; twice as high, e^(1/5) as wide.
        var found = Assert.Single(Decode([[1, -2, 5 * MathF.Log(2), 1], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.9f], [0, 0], [0, 0]]));

        var half = MathF.Exp(0.2f) * 0.2f / 2;
        AssertBox(new RelativeBox(0, 0.16f - half, 0.69f, 0.16f + half), found.Box);
        Assert.Equal((0, 0.9f), (found.ClassId, found.Score));
    }

    [Fact]
    public void Boxes_that_reach_beyond_the_input_are_clipped_once_their_overlaps_are_known()
    {
        // Clipped, both would be the left half; as they are, they overlap by a half.
        var anchors = SsdAnchors.Parse(["0.5, 0, 1, 1", "0.5, -0.5, 1, 2"]);

        var found = DecodeBy(new RawSsd(anchors), [[0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.9f], [0, 0.8f]]);

        Assert.Equal(2, found.Length);
        AssertBox(new RelativeBox(0, 0, 1, 0.5f), found[0].Box);
        AssertBox(new RelativeBox(0, 0, 1, 0.5f), found[1].Box);
    }

    [Fact]
    public void Of_boxes_of_one_class_that_overlap_by_more_than_the_limit_only_the_best_counts()
    {
        // Anchors 0 and 1 overlap by 0.06 / 0.10 = 0.6.
        float[][] scores = [[0, 0.7f], [0, 0.8f], [0, 0.6f]];

        Assert.Equal([0.8f, 0.6f], DecodeBy(new RawSsd(Anchors) { Overlap = 0.59f }, AtTheAnchors, scores).Select(found => found.Score));
        Assert.Equal([0.8f, 0.7f, 0.6f], DecodeBy(new RawSsd(Anchors) { Overlap = 0.61f }, AtTheAnchors, scores).Select(found => found.Score));
    }

    [Fact]
    public void A_box_suppresses_none_of_another_class_and_can_be_of_several()
    {
        var found = DecodeBy(new RawSsd(Anchors) { Overlap = 0.5f }, AtTheAnchors, [[0, 0.7f, 0.2f], [0, 0.3f, 0.8f], [0, 0, 0]]);

        Assert.Equal([(1, 0.8f), (0, 0.7f)], found.Select(one => (one.ClassId, one.Score)));
    }

    [Fact]
    public void What_is_suppressed_suppresses_nothing_itself()
    {
        // A row of boxes of which each overlaps the next by 0.6 and the one after by 1/3.
        var anchors = SsdAnchors.Parse(["0.5, 0.20, 0.4, 0.2", "0.5, 0.25, 0.4, 0.2", "0.5, 0.30, 0.4, 0.2"]);

        var found = DecodeBy(new RawSsd(anchors) { Overlap = 0.5f }, AtTheAnchors, [[0, 0.9f], [0, 0.8f], [0, 0.7f]]);

        Assert.Equal([0.9f, 0.7f], found.Select(one => one.Score));
    }

    [Fact]
    public void Soft_suppression_lowers_scores_by_the_overlap_and_drops_what_falls_below_the_threshold()
    {
        var soft = new RawSsd(Anchors) { SoftSigma = 0.5f };
        float[][] scores = [[0, 0.7f], [0, 0.8f], [0, 0.6f]];
        var lowered = 0.7f * MathF.Exp(-0.36f / 0.5f);

        var found = DecodeBy(soft, AtTheAnchors, scores);

        Assert.Equal([0.8f, 0.6f, lowered], found.Select(one => one.Score), (a, b) => MathF.Abs(a - b) < 1e-5f);
        Assert.Equal([0.8f, 0.6f], DecodeBy(soft, AtTheAnchors, scores, new DetectionFilter(0.35f, 100)).Select(one => one.Score));
    }

    [Theory]
    [InlineData(RawSsd.ScoreForm.Sigmoid, 0.880797f, 0.5f)]
    [InlineData(RawSsd.ScoreForm.Softmax, 0.8437947f, 0.1141952f)]
    public void Logits_become_probabilities(RawSsd.ScoreForm form, float first, float second)
    {
        var found = DecodeBy(new RawSsd(Anchors) { Scores = form }, AtTheAnchors, [[-1, 2, 0], [50, -50, -50], [50, -50, -50]]);

        Assert.Equal([first, second], found.Select(one => one.Score), (a, b) => MathF.Abs(a - b) < 1e-5f);
        Assert.Equal([0, 1], found.Select(one => one.ClassId));
    }

    [Theory]
    [InlineData(RawSsd.ScoreForm.Sigmoid)]
    [InlineData(RawSsd.ScoreForm.Softmax)]
    public void Logits_that_are_no_numbers_are_garbage(RawSsd.ScoreForm form)
    {
        var raw = new RawSsd(Anchors) { Scores = form };
        foreach (var logit in new[] { float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<InferenceException>(() => DecodeBy(raw, AtTheAnchors, [[0, logit], [0, -9], [0, -9]]));
        }
    }

    [Theory]
    [InlineData(RawSsd.ScoreForm.Sigmoid)]
    [InlineData(RawSsd.ScoreForm.Softmax)]
    public void Only_probabilities_above_the_threshold_count(RawSsd.ScoreForm form)
    {
        // Of these two classes, either form gives a probability of a half to a logit of zero.
        var raw = new RawSsd(Anchors) { Scores = form };
        float[][] logits = [[0, 0], [0, -9], [0, -9]];

        Assert.Empty(DecodeBy(raw, AtTheAnchors, logits, new DetectionFilter(0.5f, 10)));
        Assert.Equal(0.5f, Assert.Single(DecodeBy(raw, AtTheAnchors, logits, new DetectionFilter(MathF.BitDecrement(0.5f), 10))).Score);
        Assert.Equal(3, DecodeBy(raw with { Overlap = 1 }, AtTheAnchors, logits, new DetectionFilter(0, 10)).Length);
    }

    [Fact]
    public void Without_a_background_the_first_class_counts_too()
    {
        var raw = new RawSsd(Anchors) { HasBackground = false };

        Assert.Equal((0, 0.9f), Assert.Single(DecodeBy(raw, AtTheAnchors, [[0.9f, 0], [0, 0], [0, 0]]).Select(one => (one.ClassId, one.Score))));
    }

    [Theory]
    [InlineData(TensorType.UInt8)]
    [InlineData(TensorType.Int8)]
    public void Quantised_outputs_decode_to_the_same(TensorType type)
    {
        var lowest = type == TensorType.Int8 ? sbyte.MinValue : 0;
        TensorInfo[] infos =
        [
            new("boxes", type, [1, 3, 1, 4], new Quantization(1 / 8f, lowest + 128)),
            new("classes", type, [1, 3, 2], new Quantization(1 / 256f, lowest)),
        ];
        float[] boxes = [1, -2, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0];
        float[] scores = [0, 0.75f, 0, 0.5f, 0, 0.25f];
        var outputs = new FakeOutputs(
            [.. boxes.Select(value => (byte)(value * 8 + lowest + 128))],
            [.. scores.Select(value => (byte)(value * 256 + lowest))]);

        var found = DetectionDecoder.For(infos, "model", new RawSsd(Anchors)).Decode(outputs, Everything);

        Assert.Equal(
            Decode([[1, -2, 0, 5], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.75f], [0, 0.5f], [0, 0.25f]]),
            found);
    }

    [Theory]
    [InlineData("raw_outputs/class_predictions", "raw_outputs/box_encodings", true)]
    [InlineData("a", "box", true)]
    [InlineData("raw_outputs/box_encodings", "raw_outputs/class_predictions", false)]
    [InlineData("a", "b", false)]
    public void Where_both_outputs_have_the_shape_of_boxes_their_names_decide_and_else_boxes_are_the_first(string first, string second, bool classesFirst)
    {
        byte[] boxes = Bytes(AtTheAnchors);
        byte[] scores = Bytes([[0, 0.9f, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]);
        TensorInfo[] infos = [new(first, TensorType.Float32, [1, 3, 4], default), new(second, TensorType.Float32, [1, 3, 4], default)];

        var found = DetectionDecoder.For(infos, "model", new RawSsd(Anchors)).Decode(classesFirst ? new FakeOutputs(scores, boxes) : new FakeOutputs(boxes, scores), Everything);

        Assert.Equal(0.9f, Assert.Single(found).Score);
    }

    [Fact]
    public void The_best_come_first_and_no_more_than_asked_for()
    {
        var found = DecodeBy(new RawSsd(Anchors) { Overlap = 1 }, AtTheAnchors, [[0, 0.2f, 0.9f], [0, 0.5f, 0.3f], [0, 0.7f, 0.1f]], new DetectionFilter(0.1f, 4));

        Assert.Equal([0.9f, 0.7f, 0.5f, 0.3f], found.Select(one => one.Score));
        Assert.Empty(Decode(AtTheAnchors, [[0, 0.1f, 0.1f], [0, 0, 0], [0, 0, 0]]));
    }

    [Fact]
    public void Raw_outputs_without_anchors_or_with_another_model_s_are_refused()
    {
        TensorInfo[] infos = [new("boxes", TensorType.Float32, [1, 1917, 4], default), new("classes", TensorType.Float32, [1, 1917, 91], default)];

        var without = Assert.Throws<ModelException>(() => DetectionDecoder.For(infos, "raw"));
        var others = Assert.Throws<ModelException>(() => DetectionDecoder.For(infos, "raw", new RawSsd(Anchors)));

        Assert.Contains("1917 lines", without.Message, StringComparison.Ordinal);
        Assert.Contains("1917 boxes, and there are 3 anchors", others.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_make_no_sense_are_an_inference_that_failed()
    {
        AssertFails("garbage", AtTheAnchors, [[0, float.NaN], [0, 0], [0, 0]]);
        AssertFails("garbage", [[float.NaN, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.9f], [0, 0], [0, 0]]);
        AssertFails("garbage", [[0, 0, 1000, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0.9f], [0, 0], [0, 0]]);
        AssertFails("logit", AtTheAnchors, [[0, 3], [0, 0], [0, 0]]);
    }

    private static void AssertFails(string expected, float[][] boxes, float[][] scores) =>
        Assert.Contains(expected, Assert.Throws<InferenceException>(() => Decode(boxes, scores)).Message, StringComparison.Ordinal);

    private static Detection[] Decode(float[][] boxes, float[][] scores) => DecodeBy(new RawSsd(Anchors), boxes, scores);

    private static Detection[] DecodeBy(RawSsd raw, float[][] boxes, float[][] scores, DetectionFilter? filter = null)
    {
        TensorInfo[] infos =
        [
            new("boxes", TensorType.Float32, [1, boxes.Length, 4], default),
            new("classes", TensorType.Float32, [1, scores.Length, scores[0].Length], default),
        ];
        return DetectionDecoder.For(infos, "model", raw).Decode(new FakeOutputs(Bytes(boxes), Bytes(scores)), filter ?? Everything);
    }

    private static byte[] Bytes(float[][] rows) => [.. rows.SelectMany(row => row).SelectMany(BitConverter.GetBytes)];

    private static void AssertBox(RelativeBox expected, RelativeBox actual)
    {
        Assert.Equal(expected.YMin, actual.YMin, 1e-5f);
        Assert.Equal(expected.XMin, actual.XMin, 1e-5f);
        Assert.Equal(expected.YMax, actual.YMax, 1e-5f);
        Assert.Equal(expected.XMax, actual.XMax, 1e-5f);
    }
}
