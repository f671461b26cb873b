using Actors.Host.Evaluate;
using static Actors.Tests.Host.Evaluate.Scene;

namespace Actors.Tests.Host.Evaluate;

public class OperatingPointTests
{
    [Fact]
    public void The_best_threshold_is_where_precision_and_recall_together_are_best()
    {
        // Right at 0.9 and 0.6, wrong at 0.5 and 0.4: above 0.55 all of it is right, and two of two objects are found.
        var best = Best(Image(
            [There(0, 0, 20, 20), There(100, 0, 20, 20)],
            [Found(0.9, 0, 0, 20, 20), Found(0.6, 100, 0, 20, 20), Found(0.5, 200, 0, 20, 20), Found(0.4, 300, 0, 20, 20)]))!;

        Assert.Equal(0.55, best.Threshold, 12);
        Assert.Equal((1, 1, 1), (best.Precision, best.Recall, best.F1));
    }

    [Fact]
    public void Equal_scores_are_taken_or_left_together()
    {
        var best = Best(Image(
            [There(0, 0, 20, 20), There(100, 0, 20, 20)],
            [Found(0.5, 0, 0, 20, 20), Found(0.5, 200, 0, 20, 20)]))!;

        Assert.Equal((0.25, 0.5, 0.5), (best.Threshold, best.Precision, best.Recall));
    }

    [Fact]
    public void Where_nothing_right_is_found_there_is_none()
    {
        Assert.Null(Best(Image([There(0, 0, 20, 20)], [Found(0.5, 200, 0, 20, 20)])));
        Assert.Null(Best(Image([There(0, 0, 20, 20)], [])));
    }

    private static OperatingPoint? Best(JudgedImage image) => OperatingPoint.Best([.. CocoMetric.MatchesAt50(Cat, [image])]);
}
