using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>What to set the threshold on scores to, and what that gives, at an overlap of 0.5.</summary>
/// <param name="Threshold">Scores above it count.</param>
/// <param name="Precision">The part of the detections that are right.</param>
/// <param name="Recall">The part of the objects that are found.</param>
internal sealed record OperatingPoint(double Threshold, double Precision, double Recall)
{
    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>Where <see cref="F1"/> is best, over the objects of all categories; null where nothing right was found.</summary>
    /// <param name="matches">Of all categories in all pictures, at one threshold on overlap.</param>
    public static OperatingPoint? Best(IReadOnlyCollection<Matches> matches)
    {
        var objects = matches.Sum(match => match.Objects);
        var groups = matches
            .SelectMany(match => match.Scores.Select((score, place) => (Score: score, Verdict: match.Verdicts[0, place])))
            .GroupBy(detection => detection.Score, detection => detection.Verdict).OrderByDescending(group => group.Key).ToList();
        OperatingPoint? best = null;
        var (right, wrong) = (0, 0);
        for (var i = 0; i < groups.Count; i++)
        {
            right += groups[i].Count(verdict => verdict == Matches.Verdict.Right);
            wrong += groups[i].Count(verdict => verdict == Matches.Verdict.Wrong);

            // Half of the way to the next score, so that rounding it does not matter.
            var next = i + 1 < groups.Count ? groups[i + 1].Key : 0;
            if (right > 0 && new OperatingPoint((groups[i].Key + next) / 2, (double)right / (right + wrong), (double)right / objects) is var point
                && point.F1 > (best?.F1 ?? 0))
            {
                best = point;
            }
        }

        return best;
    }
}
