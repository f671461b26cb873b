namespace Actors.Street.Drawing;

/// <summary>Convex hulls in the plane.</summary>
internal static class Hull
{
    private const int MostPoints = 64;

    [ThreadStatic]
    private static Vector2[]? _corners;

    /// <summary>The corners of the smallest convex shape around points, in order; valid until the next call on this thread.</summary>
    /// <remarks>Andrew's monotone chain (1979). The points are sorted in place.</remarks>
    public static ReadOnlySpan<Vector2> Of(Span<Vector2> points)
    {
        points.Sort(static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var corners = _corners ??= new Vector2[MostPoints + 1];
        var count = 0;
        for (var i = 0; i < points.Length; i++)
        {
            Add(points[i], 2);
        }

        var lower = count + 1;
        for (var i = points.Length - 2; i >= 0; i--)
        {
            Add(points[i], lower);
        }

        return corners.AsSpan(0, Math.Max(0, count - 1));

        void Add(Vector2 point, int least)
        {
            while (count >= least && Turn(corners[count - 2], corners[count - 1], point) <= 0)
            {
                count--;
            }

            corners[count++] = point;
        }
    }

    private static float Turn(Vector2 a, Vector2 b, Vector2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
