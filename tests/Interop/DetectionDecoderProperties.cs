using Actors.Interop;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Interop;

[Properties(Replay = "20260102,42949673", MaxTest = 300, Arbitrary = [typeof(Arbitraries)])]
public class DetectionDecoderProperties
{
    /// <summary>An answer of any layout and type, with the filter it is read by.</summary>
    public sealed record Example(DetectorLayout Layout, TensorType Type, Detection[] Given, int Count, DetectionFilter Filter)
    {
        public DetectorAnswer Answer => DetectorAnswer.Of(Layout, Type, Given, Count);

        public Detection[] Decode() => DetectionDecoder.For(Answer.Tensors, "model").Decode(Answer, Filter);

        public override string ToString() => $"{Layout} {Type} {Count} of [{string.Join("; ", Given)}] by {Filter}";
    }

    [Property]
    public void Never_more_than_asked_for_nor_than_the_model_gave(Example given) =>
        Assert.InRange(given.Decode().Length, 0, Math.Min(given.Filter.TopK, given.Count));

    [Property]
    public void All_scores_are_above_the_threshold_and_fall(Example given)
    {
        var scores = given.Decode().Select(found => found.Score).ToArray();

        Assert.All(scores, score => Assert.True(score > given.Filter.Threshold));
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Property]
    public void All_boxes_lie_within_the_input(Example given) =>
        Assert.All(given.Decode().SelectMany(found => new[] { found.Box.YMin, found.Box.XMin, found.Box.YMax, found.Box.XMax }),
            edge => Assert.InRange(edge, 0, 1));

    [Property]
    public void Floats_decode_to_what_sorting_the_given_detections_would_give(Example given)
    {
        var expected = given.Given.Take(given.Count)
            .Where(detection => detection.Score > given.Filter.Threshold)
            .OrderByDescending(detection => detection.Score)
            .Take(given.Filter.TopK)
            .Select(detection => detection.ClassId);

        var found = (given with { Type = TensorType.Float32 }).Decode();

        Assert.Equal(expected, found.Select(detection => detection.ClassId));
    }

    [Property]
    public void Every_layout_decodes_to_the_same(Example given)
    {
        var expected = given.Decode();

        Assert.All(Enum.GetValues<DetectorLayout>(), layout => Assert.Equal(expected, (given with { Layout = layout }).Decode()));
    }

    public static class Arbitraries
    {
        // In 64ths, so that equal scores are frequent and quantised answers hold them exactly.
        private static Gen<float> Fraction(int from, int to) => Gen.Choose(from, to).Select(value => value / 64f);

        public static Arbitrary<Example> Examples()
        {
            var box =
                from edges in Fraction(-16, 80).ArrayOf(4)
                select new RelativeBox(edges[0], edges[1], edges[2], edges[3]);
            var detection =
                from classId in Gen.Choose(0, 90)
                from score in Fraction(0, 63)
                from place in box
                select new Detection(classId, score, place);
            var examples =
                from layout in Gen.Elements(Enum.GetValues<DetectorLayout>())
                from type in Gen.Elements(TensorType.Float32, TensorType.UInt8, TensorType.Int8)
                from capacity in Gen.Choose(1, 30)
                from given in detection.ArrayOf(capacity)
                from count in Gen.Choose(0, capacity)
                from threshold in Fraction(0, 64)
                from topK in Gen.Choose(0, 40)
                select new Example(layout, type, given, count, new DetectionFilter(threshold, topK));
            return examples.ToArbitrary();
        }
    }
}
