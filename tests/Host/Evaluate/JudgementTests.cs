using Actors.Host.Evaluate;
using Actors.Truth;
using OpenCvSharp;
using static Actors.Tests.Host.Evaluate.Scene;

namespace Actors.Tests.Host.Evaluate;

/// <summary>What was taken for what.</summary>
public class JudgementTests
{
    private static readonly Category[] Categories = [new(Cat, "cat"), new(Dog, "dog"), new(3, "bird")];

    private static readonly JudgedImage OneOfEach = Image(
        [There(0, 0, 20, 20), There(100, 0, 20, 20), There(200, 0, 20, 20, Dog)],
        [Found(0.9, 0, 0, 20, 20), Found(0.8, 100, 0, 20, 20, Dog), Found(0.7, 0, 200, 20, 20, Dog)]);

    [Fact]
    public void A_detection_is_right_of_another_category_or_of_nothing_and_an_object_can_be_missed() =>
        Assert.Equal(
            [Judgement.Kind.Right, Judgement.Kind.WrongCategory, Judgement.Kind.FalseAlarm, Judgement.Kind.Missed],
            Judgement.Of(OneOfEach, 0.5).Select(judgement => judgement.Is));

    [Fact]
    public void Only_scores_above_the_threshold_are_judged() =>
        Assert.Equal(
            [Judgement.Kind.Right, Judgement.Kind.Missed, Judgement.Kind.Missed],
            Judgement.Of(OneOfEach, 0.8).Select(judgement => judgement.Is));

    [Fact]
    public void An_object_of_the_own_category_goes_before_one_that_fits_better()
    {
        var image = Image([There(0, 0, 20, 20, Dog), There(0, 4, 20, 20)], [Found(0.9, 0, 0, 20, 20)]);

        Assert.Equal([Judgement.Kind.Right, Judgement.Kind.Missed], Judgement.Of(image, 0.5).Select(judgement => judgement.Is));
    }

    [Fact]
    public void A_less_sure_detection_of_the_right_category_goes_before_a_surer_one_of_another()
    {
        var image = Image([There(0, 0, 20, 20)], [Found(0.9, 0, 0, 20, 20, Dog), Found(0.6, 0, 0, 20, 20)]);

        Assert.Equal([Judgement.Kind.Right, Judgement.Kind.FalseAlarm], Judgement.Of(image, 0.5).Select(judgement => judgement.Is));
    }

    [Fact]
    public void Detections_within_a_crowd_of_their_category_are_not_judged_and_the_crowd_is_not_missed()
    {
        var image = Image([Crowd(0, 0, 100, 100)], [Found(0.9, 10, 10, 20, 20), Found(0.9, 10, 10, 20, 20, Dog)]);

        var judgement = Assert.Single(Judgement.Of(image, 0.5));

        Assert.Equal((Judgement.Kind.FalseAlarm, Dog), (judgement.Is, judgement.Found!.Value.Category));
    }

    [Fact]
    public void The_matrix_counts_what_is_there_in_rows_and_what_was_found_in_columns_of_the_categories_that_occur()
    {
        var matrix = ConfusionMatrix.Of(Judgement.Of(OneOfEach, 0.5), Categories);

        Assert.Equal(["cat", "dog", ConfusionMatrix.Nothing], matrix.Categories);
        Assert.Equal([[1, 1, 0], [0, 0, 1], [0, 1, 0]], matrix.Counts);
    }

    [Fact]
    public void The_picture_of_a_matrix_has_its_counts_green_on_the_diagonal_and_red_elsewhere()
    {
        OpenCv.Require();
        using var picture = ConfusionPicture.Draw(new ConfusionMatrix(["cat", ConfusionMatrix.Nothing], [[3, 0], [1, 0]]));
        using var hue = new Mat();
        Cv2.CvtColor(picture, hue, ColorConversionCodes.BGR2HSV);

        // In OpenCV's hues green is around 60 and red at either end.
        Assert.InRange(CountOf(hue, 40, 80), 100, int.MaxValue);
        Assert.InRange(CountOf(hue, 0, 10) + CountOf(hue, 170, 180), 100, int.MaxValue);

        static int CountOf(Mat hue, int from, int to)
        {
            using var within = new Mat();
            Cv2.InRange(hue, new Scalar(from, 50, 50), new Scalar(to, 255, 255), within);
            return Cv2.CountNonZero(within);
        }
    }
}
