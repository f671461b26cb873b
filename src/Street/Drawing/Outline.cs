namespace Actors.Street.Drawing;

/// <summary>Convex outlines in the plane.</summary>
internal static class Outline
{
    private const int MostPoints = 64;
    private const int FewSides = 8;
    private const int ManySides = 12;
    private const float LargeRadius = 6;

    private static readonly Vector2[] Few = Circle(FewSides);
    private static readonly Vector2[] Many = Circle(ManySides);

    [ThreadStatic]
    private static Vector2[]? _corners;

    /// <summary>The skin around discs; valid until the next call on this thread.</summary>
    /// <param name="discs">Centres and, as Z, radii.</param>
    public static ReadOnlySpan<Vector2> Around(scoped ReadOnlySpan<Vector3> discs)
    {
        var largest = 0f;
        foreach (var disc in discs)
        {
            largest = Math.Max(largest, disc.Z);
        }

        var circle = largest < LargeRadius || discs.Length > MostPoints / ManySides ? Few : Many;
        if (discs.Length == 2)
        {
            return AroundTwo(discs[0], discs[1], circle.Length / 2);
        }

        if (discs.Length == 1)
        {
            var corners = Corners[..circle.Length];
            Place(discs[0], circle, corners);
            return corners;
        }

        Span<Vector2> points = stackalloc Vector2[discs.Length * circle.Length];
        for (var i = 0; i < discs.Length; i++)
        {
            Place(discs[i], circle, points[(i * circle.Length)..]);
        }

        return Hull(points);
    }

    /// <summary>The corners of the smallest convex shape around points, in order; valid until the next call on this thread.</summary>
    /// <remarks>Andrew's monotone chain (1979). The points are sorted in place.</remarks>
    public static ReadOnlySpan<Vector2> Hull(scoped Span<Vector2> points)
    {
        points.Sort(static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var corners = Corners;
        var count = 0;
        for (var i = 0; i < points.Length; i++)
        {
            count = Add(corners, count, points[i], 2);
        }

        var lower = count + 1;
        for (var i = points.Length - 2; i >= 0; i--)
        {
            count = Add(corners, count, points[i], lower);
        }

        return corners[..Math.Max(0, count - 1)];
    }

    private static Span<Vector2> Corners => _corners ??= new Vector2[MostPoints + 1];

    private static int Add(Span<Vector2> corners, int count, Vector2 point, int least)
    {
        while (count >= least && Turn(corners[count - 2], corners[count - 1], point) <= 0)
        {
            count--;
        }

        corners[count] = point;
        return count + 1;
    }

    // Two arcs between the tangents that both have in common.
    private static ReadOnlySpan<Vector2> AroundTwo(Vector3 one, Vector3 other, int steps)
    {
        var way = new Vector2(other.X - one.X, other.Y - one.Y);
        var length = way.Length();
        if (length <= MathF.Abs(one.Z - other.Z) + 1e-3f)
        {
            return Around([one.Z > other.Z ? one : other]);
        }

        var along = MathF.Atan2(way.Y, way.X);
        var tangent = MathF.Acos((one.Z - other.Z) / length);
        var corners = Corners[..(2 * steps + 2)];
        for (var i = 0; i <= steps; i++)
        {
            corners[i] = At(one, along + tangent + (MathF.Tau - 2 * tangent) * i / steps);
            corners[steps + 1 + i] = At(other, along - tangent + 2 * tangent * i / steps);
        }

        return corners;
    }

    private static Vector2 At(Vector3 disc, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return new Vector2(disc.X + cos * disc.Z, disc.Y + sin * disc.Z);
    }

    private static void Place(Vector3 disc, Vector2[] circle, Span<Vector2> points)
    {
        for (var i = 0; i < circle.Length; i++)
        {
            points[i] = new Vector2(disc.X, disc.Y) + circle[i] * disc.Z;
        }
    }

    private static Vector2[] Circle(int sides) => [.. Enumerable.Range(0, sides).Select(side => At(Vector3.UnitZ, side * MathF.Tau / sides))];

    private static float Turn(Vector2 a, Vector2 b, Vector2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
