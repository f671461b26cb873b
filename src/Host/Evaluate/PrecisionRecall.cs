using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>How precise a category's detections are at every recall, for each threshold on overlap.</summary>
/// <param name="AveragePrecisions">The mean of the precision at recalls 0, 0.01, … 1, each the best at that recall or a higher one.</param>
/// <param name="Recalls">The part of the objects that was found at all.</param>
/// <remarks>As in <c>COCOeval.accumulate</c> of COCO's own tools.</remarks>
internal sealed record PrecisionRecall(IReadOnlyList<double> AveragePrecisions, IReadOnlyList<double> Recalls)
{
    private const int RecallPoints = 101;

    // Not i / 100.0, which is another number for some of them: a recall of 0.7 does not reach the point 0.7000000000000001.
    private static readonly double[] Points = [.. Enumerable.Range(0, RecallPoints).Select(i => i == RecallPoints - 1 ? 1 : i * 0.01)];

    /// <summary>Of all pictures; null where there is nothing to find in them.</summary>
    /// <param name="images">In order of their ids.</param>
    /// <param name="most">Only so many detections of each picture count, the best.</param>
    public static PrecisionRecall? Of(IReadOnlyList<Matches> images, int most)
    {
        var objects = images.Sum(image => image.Objects);
        if (objects == 0)
        {
            return null;
        }

        var detections = images
            .SelectMany(image => image.Scores.Take(most).Select((score, place) => (Score: score, Image: image, Place: place)))
            .OrderByDescending(detection => detection.Score).ToArray();
        var thresholds = images[0].Verdicts.GetLength(0);
        var precisions = new double[thresholds];
        var recalls = new double[thresholds];
        for (var i = 0; i < thresholds; i++)
        {
            (precisions[i], recalls[i]) = Of([.. detections.Select(detection => detection.Image.Verdicts[i, detection.Place])], objects);
        }

        return new PrecisionRecall(precisions, recalls);
    }

    private static (double AveragePrecision, double Recall) Of(Matches.Verdict[] verdicts, int objects)
    {
        var recall = new double[verdicts.Length];
        var precision = new double[verdicts.Length];
        var (right, wrong) = (0, 0);
        for (var i = 0; i < verdicts.Length; i++)
        {
            right += verdicts[i] == Matches.Verdict.Right ? 1 : 0;
            wrong += verdicts[i] == Matches.Verdict.Wrong ? 1 : 0;
            recall[i] = (double)right / objects;
            precision[i] = right == 0 ? 0 : (double)right / (right + wrong);
        }

        for (var i = verdicts.Length - 1; i > 0; i--)
        {
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        }

        var sum = 0.0;
        var reached = 0;
        foreach (var point in Points)
        {
            while (reached < verdicts.Length && recall[reached] < point)
            {
                reached++;
            }

            sum += reached < verdicts.Length ? precision[reached] : 0;
        }

        return (sum / RecallPoints, (double)right / objects);
    }
}
