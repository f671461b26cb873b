using Actors.Host.Evaluate;
using Actors.Truth;
using static Actors.Tests.Host.Evaluate.Scene;

namespace Actors.Tests.Host.Evaluate;

/// <summary>The metric on cases whose figures can be worked out by hand.</summary>
public class CocoMetricTests
{
    [Fact]
    public void What_is_found_exactly_has_the_precision_and_recall_of_one_and_sizes_that_do_not_occur_have_none()
    {
        var accuracy = Of(Image([There(10, 10, 100, 100)], [Found(0.3, 10, 10, 100, 100)]));

        Assert.Equal(new Accuracy(1, 1, 1, null, null, 1, 1, 1, 1, null, null, 1), accuracy);
    }

    [Theory]
    [InlineData(50, 1)] // Half: at the threshold of 0.5 alone.
    [InlineData(62, 3)] // 0.5, 0.55, 0.6
    [InlineData(76, 6)]
    [InlineData(99, 10)]
    [InlineData(49, 0)]
    public void A_box_counts_at_the_thresholds_that_its_overlap_reaches(double height, int thresholds)
    {
        var accuracy = Of(Image([There(0, 0, 100, 100)], [Found(0.9, 0, 0, 100, height)]));

        Assert.Equal(thresholds / 10.0, accuracy.Ap!.Value, 12);
        Assert.Equal(thresholds / 10.0, accuracy.Ar100!.Value, 12);
        Assert.Equal(thresholds >= 1 ? 1 : 0, accuracy.Ap50);
        Assert.Equal(thresholds >= 6 ? 1 : 0, accuracy.Ap75);
    }

    [Fact]
    public void Precision_is_taken_at_the_101_recalls_from_0_to_1()
    {
        // A false alarm first: precision 1/2 at recall 1/2, which is reached by the 51 points from 0 to 0.5.
        var accuracy = Of(Image([There(0, 0, 10, 10), There(50, 50, 10, 10)], [Found(0.9, 200, 200, 10, 10), Found(0.8, 0, 0, 10, 10)]));

        Assert.Equal(51 * 0.5 / 101, accuracy.Ap!.Value, 12);
        Assert.Equal(0.5, accuracy.Ar100);
    }

    [Fact]
    public void Precision_at_a_recall_is_the_best_at_that_or_a_higher_one()
    {
        // right, wrong, right: precision 1 to recall 1/2, then 2/3 for the other 50 points.
        var accuracy = Of(Image(
            [There(0, 0, 10, 10), There(50, 50, 10, 10)],
            [Found(0.9, 0, 0, 10, 10), Found(0.8, 200, 200, 10, 10), Found(0.7, 50, 50, 10, 10)]));

        Assert.Equal((51 + 50 * 2 / 3.0) / 101, accuracy.Ap!.Value, 12);
    }

    [Fact]
    public void Detections_of_all_images_are_ranked_together()
    {
        var accuracy = Of(
            Image([There(0, 0, 10, 10)], [Found(0.5, 0, 0, 10, 10)], id: 1),
            Image([], [Found(0.9, 0, 0, 10, 10)], id: 2));

        Assert.Equal(0.5, accuracy.Ap!.Value, 12);
    }

    [Fact]
    public void A_second_detection_of_an_object_is_wrong()
    {
        var accuracy = Of(Image(
            [There(0, 0, 10, 10), There(50, 50, 10, 10)],
            [Found(0.9, 0, 0, 10, 10), Found(0.8, 0, 0, 10, 10), Found(0.7, 50, 50, 10, 10)]));

        Assert.Equal((51 + 50 * 2 / 3.0) / 101, accuracy.Ap!.Value, 12);
    }

    [Fact]
    public void The_surer_detection_chooses_first_and_takes_what_it_overlaps_most()
    {
        // Both overlap the first object by more than half; the surer one fits the second better and leaves the first.
        var accuracy = Of(Image(
            [There(0, 0, 100, 100), There(20, 0, 100, 100)],
            [Found(0.9, 18, 0, 100, 100), Found(0.8, 2, 0, 100, 100)]));

        Assert.Equal(1, accuracy.Ap50);
    }

    [Fact]
    public void Detections_within_a_crowd_count_neither_way_however_many()
    {
        var accuracy = Of(Image(
            [There(0, 0, 10, 10), Crowd(100, 100, 200, 200)],
            [Found(0.9, 110, 110, 20, 20), Found(0.8, 150, 150, 20, 20), Found(0.7, 0, 0, 10, 10)]));

        Assert.Equal((1, 1), (accuracy.Ap, accuracy.Ar100));
    }

    [Fact]
    public void A_crowd_overlaps_a_detection_by_the_part_of_it_that_lies_within()
    {
        Assert.Equal(0.5, Crowd(0, 0, 100, 100).OverlapWith(Found(1, 90, 0, 20, 20).Box));
        Assert.Equal(200.0 / (10_000 + 400 - 200), There(0, 0, 100, 100).OverlapWith(Found(1, 90, 0, 20, 20).Box));
        Assert.Equal(0, There(0, 0, 100, 100).OverlapWith(Found(1, 100, 0, 20, 20).Box));
    }

    [Fact]
    public void Objects_and_detections_of_another_size_count_neither_way()
    {
        // Of each size one object that is found, and one false alarm, surer than those, that is small.
        var accuracy = Of(Image(
            [There(0, 0, 20, 20), There(100, 0, 50, 50), There(200, 0, 100, 100)],
            [Found(0.5, 0, 0, 20, 20), Found(0.5, 100, 0, 50, 50), Found(0.5, 200, 0, 100, 100), Found(0.9, 0, 300, 20, 20)]));

        Assert.Equal(0.5, accuracy.ApSmall!.Value, 12);
        Assert.Equal((1, 1), (accuracy.ApMedium, accuracy.ApLarge));
        Assert.Equal(0.75, accuracy.Ap!.Value, 12);
    }

    [Fact]
    public void An_object_of_32_pixels_a_side_is_both_small_and_medium()
    {
        var accuracy = Of(Image([There(0, 0, 32, 32)], [Found(0.5, 0, 0, 32, 32)]));

        Assert.Equal((1, 1, null), (accuracy.ApSmall, accuracy.ApMedium, accuracy.ApLarge));
    }

    [Fact]
    public void The_size_of_an_object_is_its_area_as_it_was_marked_and_not_its_box()
    {
        var accuracy = Of(Image([There(0, 0, 40, 40) with { Area = 900 }], [Found(0.5, 0, 0, 40, 40)]));

        Assert.Equal((1, null), (accuracy.ApSmall, accuracy.ApMedium));
    }

    [Fact]
    public void Recall_is_told_with_one_ten_and_a_hundred_detections_an_image()
    {
        // Twenty objects, found in the order of their places; then the 101st detection is never looked at.
        var objects = Enumerable.Range(0, 102).Select(i => There(20 * i, 0, 10, 10)).ToArray();
        var accuracy = Of(Image(objects, [.. objects.Index().Select(one => new FoundObject(Cat, 1 - one.Index / 200.0, one.Item.Box))]));

        Assert.Equal(1 / 102.0, accuracy.Ar1!.Value, 12);
        Assert.Equal(10 / 102.0, accuracy.Ar10!.Value, 12);
        Assert.Equal(100 / 102.0, accuracy.Ar100!.Value, 12);
    }

    [Fact]
    public void A_category_without_objects_has_no_figures_and_no_part_in_the_mean()
    {
        var images = new[] { Image([There(0, 0, 10, 10)], [Found(0.5, 0, 0, 10, 10), Found(0.9, 0, 0, 10, 10, Dog)]) };

        var dogs = CocoMetric.OfCategory(Dog, images);

        Assert.Equal(new Accuracy(null, null, null, null, null, null, null, null, null, null, null, null), dogs);
        Assert.Equal(1, Accuracy.Mean([CocoMetric.OfCategory(Cat, images), dogs]).Ap);
    }

    [Fact]
    public void A_category_of_which_nothing_is_found_has_zero()
    {
        Assert.Equal((0, 0), (Of(Image([There(0, 0, 10, 10)], [])).Ap, Of(Image([There(0, 0, 10, 10)], [])).Ar100));
    }

    [Fact]
    public void The_mean_is_over_categories_however_many_objects_they_have()
    {
        var images = new[]
        {
            Image([There(0, 0, 10, 10), There(20, 0, 10, 10), There(40, 0, 10, 10), There(60, 0, 10, 10, Dog)], [Found(0.5, 60, 0, 10, 10, Dog)]),
        };

        Assert.Equal(0.5, Accuracy.Mean([CocoMetric.OfCategory(Cat, images), CocoMetric.OfCategory(Dog, images)]).Ap);
    }

    private static Accuracy Of(params JudgedImage[] images) => CocoMetric.OfCategory(Cat, images);
}
