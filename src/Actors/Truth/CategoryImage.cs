using Actors.Prepare;

namespace Actors.Truth;

/// <summary>One picture's objects and detections of one category, and which belongs to which.</summary>
/// <remarks>
/// As in <c>COCOeval.evaluateImg</c> of COCO's own tools: the detections in order of score, each takes the object that it
/// overlaps most and that no better one has taken. Objects that do not count (crowds, and those of another size than is asked
/// for) are only taken by detections for which there is no other, and then neither counts.
/// </remarks>
public sealed class CategoryImage
{
    /// <summary>Only the best hundred detections of a category count.</summary>
    public const int MostDetections = 100;

    private readonly FoundObject[] _found;
    private readonly IReadOnlyList<TrueObject> _truth;
    private readonly double[,] _overlaps;

    /// <summary>Takes objects and detections of one category.</summary>
    public CategoryImage(IReadOnlyList<TrueObject> truth, IEnumerable<FoundObject> found)
    {
        _truth = truth;
        _found = [.. found.OrderByDescending(found => found.Score).Take(MostDetections)];
        _overlaps = new double[_found.Length, truth.Count];
        for (var f = 0; f < _found.Length; f++)
        {
            for (var t = 0; t < truth.Count; t++)
            {
                _overlaps[f, t] = truth[t].OverlapWith(_found[f].Box);
            }
        }
    }

    /// <summary>Matches, for each of the thresholds on overlap, counting objects of one size.</summary>
    public Matches Match(IReadOnlyList<double> thresholds, AreaRange area)
    {
        var counts = _truth.Select(truth => !truth.Crowd && area.Holds(truth.Area)).ToArray();

        // Objects that count come first.
        var order = Enumerable.Range(0, _truth.Count).OrderByDescending(t => counts[t]).ToArray();
        var verdicts = new Matches.Verdict[thresholds.Count, _found.Length];
        var taken = new bool[_truth.Count];
        for (var i = 0; i < thresholds.Count; i++)
        {
            Array.Clear(taken);
            for (var f = 0; f < _found.Length; f++)
            {
                var match = BestMatch(f, thresholds[i], order, counts, taken);
                if (match >= 0)
                {
                    taken[match] = true;
                }

                verdicts[i, f] = match >= 0
                    ? counts[match] ? Matches.Verdict.Right : Matches.Verdict.Ignored
                    : area.Holds(AreaOf(_found[f].Box)) ? Matches.Verdict.Wrong : Matches.Verdict.Ignored;
            }
        }

        return new Matches([.. _found.Select(found => found.Score)], verdicts, counts.Count(count => count));
    }

    // The last of equals, as in the tools of which this gives the figures.
    private int BestMatch(int found, double threshold, int[] order, bool[] counts, bool[] taken)
    {
        const double whole = 1 - 1e-10;
        var (best, overlap) = (-1, Math.Min(threshold, whole));
        foreach (var t in order)
        {
            if (taken[t] && !_truth[t].Crowd)
            {
                continue;
            }

            if (best >= 0 && counts[best] && !counts[t])
            {
                break;
            }

            if (_overlaps[found, t] >= overlap)
            {
                (best, overlap) = (t, _overlaps[found, t]);
            }
        }

        return best;
    }

    private static double AreaOf(PixelBox box) => box.Width * box.Height;
}
