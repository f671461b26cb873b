using Actors.Host.Evaluate;
using Actors.Prepare;
using Actors.Truth;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Host.Evaluate;

[Properties(Replay = "20260102,42949673", MaxTest = 200, Arbitrary = [typeof(Arbitraries)])]
public class CocoMetricProperties
{
    /// <summary>A few pictures, with objects of one category and detections near some of them.</summary>
    public sealed record Example
    {
        internal IReadOnlyList<JudgedImage> Images { get; init; } = [];

        public int Seed { get; init; }

        public override string ToString() => string.Join("; ", Images.Select(image => $"{image.Id}: {string.Join(' ', image.Truth)} | {string.Join(' ', image.Found)}"));
    }

    [Property]
    public void Detecting_exactly_what_is_there_gives_one(Example given)
    {
        var perfect = given.Images.Select(image => image with { Found = [.. image.Truth.Where(truth => !truth.Crowd).Select(truth => new FoundObject(Scene.Cat, 0.5, truth.Box))] }).ToList();

        var accuracy = Of(perfect);

        var any = perfect.Any(image => image.Found.Count > 0);
        Assert.Equal(any ? 1 : null, accuracy.Ap);
        Assert.Equal(any ? 1 : null, accuracy.Ar100);
    }

    [Property]
    public void All_figures_are_from_zero_to_one_and_those_at_a_half_are_the_highest(Example given)
    {
        var accuracy = Of(given.Images);
        double?[] figures =
        [
            accuracy.Ap, accuracy.Ap50, accuracy.Ap75, accuracy.ApSmall, accuracy.ApMedium, accuracy.ApLarge,
            accuracy.Ar1, accuracy.Ar10, accuracy.Ar100, accuracy.ArSmall, accuracy.ArMedium, accuracy.ArLarge,
        ];

        Assert.All(figures.OfType<double>(), figure => Assert.InRange(figure, 0, 1));
        Assert.True(accuracy.Ap is null || accuracy.Ap <= accuracy.Ap50 + 1e-12);
        Assert.True(accuracy.Ar1 is null || accuracy.Ar1 <= accuracy.Ar10 && accuracy.Ar10 <= accuracy.Ar100);
    }

    [Property]
    public void The_order_of_images_does_not_matter(Example given) =>
        Assert.Equal(Of(given.Images), Of([.. given.Images.Shuffled(given.Seed)]));

    [Property]
    public void A_false_alarm_below_all_others_changes_no_precision_but_where_it_is_above_some_it_raises_none(Example given)
    {
        var before = Of(given.Images);

        var below = Of(WithFalseAlarm(given.Images, 0.001));
        var above = Of(WithFalseAlarm(given.Images, 0.999));

        Assert.Equal(before.Ap, below.Ap);
        Assert.True(above.Ap is null || above.Ap <= before.Ap + 1e-12);
    }

    [Property]
    public void Only_the_order_of_scores_matters(Example given) =>
        Assert.Equal(
            Of(given.Images),
            Of([.. given.Images.Select(image => image with { Found = [.. image.Found.Select(found => found with { Score = found.Score * found.Score / 2 })] })]));

    [Property]
    public void An_image_in_which_all_that_there_is_is_found_for_sure_lowers_nothing(Example given)
    {
        var before = Of(given.Images);
        var box = new PixelBox(0, 0, 50, 50);

        var after = Of([.. given.Images, new JudgedImage(1000, [new TrueObject(Scene.Cat, box, 2500)], [new FoundObject(Scene.Cat, 1, box)])]);

        Assert.True(after.Ap >= (before.Ap ?? 0) - 1e-12);
        Assert.True(after.Ar100 >= (before.Ar100 ?? 0) - 1e-12);
    }

    private static Accuracy Of(IReadOnlyList<JudgedImage> images) => CocoMetric.OfCategory(Scene.Cat, images);

    // Where there is nothing, in an image of its own.
    private static IReadOnlyList<JudgedImage> WithFalseAlarm(IReadOnlyList<JudgedImage> images, double score) =>
        [.. images, new JudgedImage(1000, [], [new FoundObject(Scene.Cat, score, new PixelBox(0, 0, 50, 50))])];

    public static class Arbitraries
    {
        public static Arbitrary<Example> Examples()
        {
            var side = Gen.Choose(10, 150).Select(side => (double)side);
            var box =
                from x in Gen.Choose(0, 200)
                from y in Gen.Choose(0, 200)
                from width in side
                from height in side
                select new PixelBox(x, y, width, height);
            var truth =
                from place in box
                from crowd in Gen.Choose(0, 9)
                select new TrueObject(Scene.Cat, place, place.Width * place.Height, crowd == 0);

            // In tenths, so that equal scores are frequent; above 0 and below 1.
            var score = Gen.Choose(1, 9).Select(score => score / 10.0);
            var near =
                from objects in truth.ArrayOf(4)
                from kept in Gen.Choose(0, 4)
                from shift in Gen.Choose(-8, 8).ArrayOf(4)
                from scores in score.ArrayOf(4)
                from alarms in box.ArrayOf(3)
                from alarmCount in Gen.Choose(0, 3)
                from alarmScores in score.ArrayOf(3)
                select (Truth: objects, Found: (FoundObject[])[
                    .. objects.Take(kept).Select((one, i) => new FoundObject(Scene.Cat, scores[i], one.Box with { X = one.Box.X + shift[i], Width = one.Box.Width + shift[3 - i] })),
                    .. alarms.Take(alarmCount).Select((alarm, i) => new FoundObject(Scene.Cat, alarmScores[i], alarm))]);
            return (
                from count in Gen.Choose(1, 5)
                from scenes in near.ArrayOf(count)
                from seed in Gen.Choose(0, 1000)
                select new Example { Images = [.. scenes.Select((scene, i) => new JudgedImage(i * 3 % 7, scene.Truth, scene.Found))], Seed = seed }).ToArbitrary();
        }
    }
}

internal static class Shuffling
{
    public static T[] Shuffled<T>(this IEnumerable<T> items, int seed)
    {
        var shuffled = items.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
