using Actors.Host.Evaluate;
using Actors.Prepare;
using Actors.Truth;

namespace Actors.Tests.Host.Evaluate;

/// <summary>The figures that <c>COCOeval</c> of pycocotools gives for the same objects and detections.</summary>
/// <remarks>
/// The scene has what tools differ in: equal scores, crowds, objects at the border of sizes, image ids out of order, a
/// category without objects, and one image with more than a hundred detections of a category.
/// </remarks>
public class CocoMetricReferenceTests
{
    private static readonly long[] Categories = [1, 2, 3, 4, 5];

    [Fact]
    public void All_twelve_figures_are_those_of_COCO_s_own_tools()
    {
        var images = ReferenceScene.Make();

        var accuracy = Accuracy.Mean([.. Categories.Select(category => CocoMetric.OfCategory(category, images))]);

        Assert.Equal((135, 274), (images.Sum(image => image.Truth.Count), images.Sum(image => image.Found.Count)));
        AssertFigures(
            [
                0.143911109751, 0.311950613179, 0.120455437691, 0.070270972288, 0.259225224396, 0.272075161709,
                0.220571928072, 0.325238927739, 0.344784382284, 0.153912037037, 0.451969696970, 0.435833333333,
            ],
            [
                accuracy.Ap, accuracy.Ap50, accuracy.Ap75, accuracy.ApSmall, accuracy.ApMedium, accuracy.ApLarge,
                accuracy.Ar1, accuracy.Ar10, accuracy.Ar100, accuracy.ArSmall, accuracy.ArMedium, accuracy.ArLarge,
            ]);
    }

    [Theory]
    [InlineData(1, 0.027476399650, 0.033457126476, 0.049786963179, 0.066765993370)]
    [InlineData(2, 0.210428621203, 0.125984598460, 0.285224404793, 0.396039603960)]
    [InlineData(3, 0.183472778134, 0.039753975398, 0.388000942951, 0.625495049505)]
    [InlineData(4, 0.154266640018, 0.081888188819, 0.313888586661, 0.0)]
    [InlineData(5, null, null, null, null)]
    public void So_are_those_of_each_category(long category, double? all, double? small, double? medium, double? large)
    {
        var accuracy = CocoMetric.OfCategory(category, ReferenceScene.Make());

        AssertFigures([all, small, medium, large], [accuracy.Ap, accuracy.ApSmall, accuracy.ApMedium, accuracy.ApLarge]);
    }

    private static void AssertFigures(double?[] expected, double?[] actual) =>
        Assert.Equal(expected.Select(Rounded), actual.Select(Rounded));

    private static double? Rounded(double? figure) => figure is { } value ? Math.Round(value, 9) : null;

    /// <summary>Written so that it can be repeated in any language: a linear congruential generator, asked in the order in which this asks.</summary>
    private sealed class ReferenceScene
    {
        private const int ImageCount = 40;

        private long _state = 2026;

        public static IReadOnlyList<JudgedImage> Make()
        {
            var scene = new ReferenceScene();
            return [.. Enumerable.Range(0, ImageCount).Select(scene.Image)];
        }

        private JudgedImage Image(int number)
        {
            var truth = new List<TrueObject>();
            var found = new List<FoundObject>();
            var objects = number == 0 ? 30 : Next(6);
            for (var i = 0; i < objects; i++)
            {
                var category = number == 0 ? 1 : 1 + Next(4);
                var box = Box();
                var crowd = Next(10) == 0;
                truth.Add(new TrueObject(category, box, box.Width * box.Height * (50 + Next(50)) / 100, crowd));
                if (Next(4) > 0)
                {
                    category = Next(8) > 0 ? category : 1 + Next(4);
                    var near = new PixelBox(
                        box.X + Next(11) - 5, box.Y + Next(11) - 5, Math.Max(1, box.Width + Next(7) - 3), Math.Max(1, box.Height + Next(7) - 3));
                    found.Add(new FoundObject(category, Score(), near));
                }
            }

            var alarms = number == 0 ? 120 : Next(4);
            for (var i = 0; i < alarms; i++)
            {
                var category = number == 0 ? 1 : 1 + Next(4);
                var box = Box();
                found.Add(new FoundObject(category, Score(), box));
            }

            return new JudgedImage(number * 7 % 41, truth, found);
        }

        private PixelBox Box() => new(Next(300), Next(300), 6 + Next(14) * Next(20), 6 + Next(14) * Next(20));

        private double Score() => (1 + Next(50)) / 50.0;

        private int Next(int below)
        {
            _state = (_state * 1103515245 + 12345) % (1L << 31);
            return (int)((_state >> 16) % below);
        }
    }
}
