namespace Actors.Street.Drawing;

/// <summary>Solids made of flat faces, and what is painted on these.</summary>
internal static class Solids
{
    /// <summary>An upright box.</summary>
    public static void Box(this Pen pen, Vector3 low, Vector3 high, Rgb colour, float glow = 0)
    {
        pen.Inside((low + high) / 2);
        pen.Wall(low.X, low.Y, high.Y, low.Z, high.Z, colour, glow);
        pen.Wall(high.X, low.Y, high.Y, low.Z, high.Z, colour, glow);
        pen.End(low.Y, low.X, high.X, low.Z, high.Z, colour, glow);
        pen.End(high.Y, low.X, high.X, low.Z, high.Z, colour, glow);
        pen.Lid(high.Z, low.X, high.X, low.Y, high.Y, colour, glow);
    }

    /// <summary>A convex outline, seen from the left or right, drawn out to both sides.</summary>
    /// <param name="pen">Draws.</param>
    /// <param name="outline">Y and Z of the corners, in order.</param>
    /// <param name="halfWidth">Half of its width at the bottom.</param>
    /// <param name="lean">How much less that is for each metre up from the lowest corner.</param>
    /// <param name="sides">The colour of the flanks.</param>
    /// <param name="edges">The colours of the faces between one corner and the next.</param>
    public static void Prism(this Pen pen, ReadOnlySpan<Vector2> outline, float halfWidth, float lean, Rgb sides, ReadOnlySpan<Rgb> edges)
    {
        var middle = Vector2.Zero;
        var bottom = float.MaxValue;
        foreach (var corner in outline)
        {
            middle += corner / outline.Length;
            bottom = Math.Min(bottom, corner.Y);
        }

        pen.Inside(new Vector3(0, middle.X, middle.Y));
        Span<Vector3> flank = stackalloc Vector3[outline.Length];
        for (var side = -1; side <= 1; side += 2)
        {
            for (var i = 0; i < outline.Length; i++)
            {
                flank[i] = At(outline[i], side);
            }

            pen.Face(flank, sides);
        }

        for (var i = 0; i < edges.Length; i++)
        {
            var (from, to) = (outline[i], outline[(i + 1) % outline.Length]);
            pen.Face([At(from, -1), At(from, 1), At(to, 1), At(to, -1)], edges[i]);
        }

        Vector3 At(Vector2 corner, int side) => new(side * (halfWidth - lean * (corner.Y - bottom)), corner.X, corner.Y);
    }

    /// <summary>A rectangle on a flank, which stands at X.</summary>
    public static void Wall(this Pen pen, float x, float y0, float y1, float z0, float z1, Rgb colour, float glow = 0) =>
        pen.Face([new(x, y0, z0), new(x, y1, z0), new(x, y1, z1), new(x, y0, z1)], colour, glow);

    /// <summary>A rectangle on the front or the back, which stands at Y.</summary>
    public static void End(this Pen pen, float y, float x0, float x1, float z0, float z1, Rgb colour, float glow = 0) =>
        pen.Face([new(x0, y, z0), new(x1, y, z0), new(x1, y, z1), new(x0, y, z1)], colour, glow);

    /// <summary>A level rectangle, at Z.</summary>
    public static void Lid(this Pen pen, float z, float x0, float x1, float y0, float y1, Rgb colour, float glow = 0) =>
        pen.Face([new(x0, y0, z), new(x1, y0, z), new(x1, y1, z), new(x0, y1, z)], colour, glow);

    /// <summary>A part of a four-cornered face: from (u0, v0) to (u1, v1), where the face's corners are (0, 0), (1, 0), (1, 1) and (0, 1).</summary>
    public static void Patch(this Pen pen, ReadOnlySpan<Vector3> face, float u0, float u1, float v0, float v1, Rgb colour, float glow = 0)
    {
        pen.Face([At(face, u0, v0), At(face, u1, v0), At(face, u1, v1), At(face, u0, v1)], colour, glow);

        static Vector3 At(ReadOnlySpan<Vector3> face, float u, float v) =>
            Vector3.Lerp(Vector3.Lerp(face[0], face[1], u), Vector3.Lerp(face[3], face[2], u), v);
    }

    /// <summary>A disc on a flank, such as a wheel.</summary>
    public static void Disc(this Pen pen, Vector3 centre, float radius, Rgb colour)
    {
        const int sides = 14;
        Span<Vector3> rim = stackalloc Vector3[sides];
        for (var i = 0; i < sides; i++)
        {
            var (sin, cos) = MathF.SinCos(i * MathF.Tau / sides);
            rim[i] = centre + new Vector3(0, cos * radius, sin * radius);
        }

        pen.Face(rim, colour);
    }
}
