namespace Actors.Interop;

/// <summary>Of several boxes for one object leaves the best.</summary>
internal static class NonMaxSuppression
{
    /// <summary>Drops every box that overlaps a better one by more than a limit.</summary>
    /// <param name="boxes">Of one class, the best first; those that are kept are moved to the front, in their order.</param>
    /// <param name="limit">Intersection over union, 0 to 1.</param>
    /// <returns>How many are kept.</returns>
    public static int Hard(Span<Detection> boxes, float limit)
    {
        var kept = 0;
        foreach (var candidate in boxes)
        {
            var free = true;
            for (var i = 0; i < kept && free; i++)
            {
                free = Overlap(boxes[i].Box, candidate.Box) <= limit;
            }

            if (free)
            {
                boxes[kept++] = candidate;
            }
        }

        return kept;
    }

    /// <summary>Lowers the score of every box by what it overlaps better ones: to score * exp(-overlap² / sigma) for each of them.</summary>
    /// <param name="boxes">Of one class; those that are kept are moved to the front, the best first by their scores then.</param>
    /// <param name="sigma">The larger, the less.</param>
    /// <param name="threshold">Boxes of no higher score are dropped.</param>
    /// <returns>How many are kept.</returns>
    public static int Soft(Span<Detection> boxes, float sigma, float threshold)
    {
        var left = boxes.Length;
        for (var kept = 0; kept < left; kept++)
        {
            var best = kept;
            for (var i = kept + 1; i < left; i++)
            {
                best = boxes[i].Score > boxes[best].Score ? i : best;
            }

            (boxes[kept], boxes[best]) = (boxes[best], boxes[kept]);
            for (var i = left - 1; i > kept; i--)
            {
                var overlap = Overlap(boxes[kept].Box, boxes[i].Box);
                boxes[i] = boxes[i] with { Score = boxes[i].Score * MathF.Exp(-overlap * overlap / sigma) };
                if (!(boxes[i].Score > threshold))
                {
                    boxes[i] = boxes[--left];
                }
            }
        }

        return left;
    }

    /// <summary>Intersection over union.</summary>
    internal static float Overlap(RelativeBox a, RelativeBox b)
    {
        var height = MathF.Min(a.YMax, b.YMax) - MathF.Max(a.YMin, b.YMin);
        var width = MathF.Min(a.XMax, b.XMax) - MathF.Max(a.XMin, b.XMin);
        if (height <= 0 || width <= 0)
        {
            return 0;
        }

        var common = height * width;
        return common / (AreaOf(a) + AreaOf(b) - common);
    }

    private static float AreaOf(RelativeBox box) => (box.YMax - box.YMin) * (box.XMax - box.XMin);
}
