namespace Actors.Street.Drawing;

/// <summary>A pinhole camera.</summary>
/// <remarks>
/// The world is in metres: X across the street, to the right of whoever looks along it, Y along it, Z up. A view is in metres too: X to the right,
/// Y down, Z into the picture. Screens are in pixels, from the upper left corner.
/// </remarks>
internal sealed class Camera
{
    /// <summary>What is nearer is not drawn, in metres.</summary>
    public const float Near = 0.4f;

    // In screens to each side.
    private const float Reach = 3;

    private readonly Vector3 _right;
    private readonly Vector3 _down;
    private readonly Vector3 _forward;

    /// <summary>Sets it up.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="yaw">Where it looks, in radians: 0 is along the street, more is to the right.</param>
    /// <param name="pitch">How far down it looks, in radians.</param>
    /// <param name="roll">How far it hangs to the right, in radians.</param>
    /// <param name="focal">Its focal length in pixels of the screen.</param>
    /// <param name="width">The screen's, in pixels.</param>
    /// <param name="height">The screen's, in pixels.</param>
    public Camera(Vector3 position, float yaw, float pitch, float roll, float focal, int width, int height)
    {
        Position = position;
        Focal = focal;
        Width = width;
        Height = height;
        _forward = new Vector3(MathF.Sin(yaw) * MathF.Cos(pitch), MathF.Cos(yaw) * MathF.Cos(pitch), -MathF.Sin(pitch));
        var right = new Vector3(MathF.Cos(yaw), -MathF.Sin(yaw), 0);
        var down = Vector3.Cross(_forward, right);
        _right = right * MathF.Cos(roll) + down * MathF.Sin(roll);
        _down = down * MathF.Cos(roll) - right * MathF.Sin(roll);
    }

    public Vector3 Position { get; }

    public float Focal { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Where a point is as the camera sees it.</summary>
    public Vector3 ToView(Vector3 world)
    {
        var offset = world - Position;
        return new Vector3(Vector3.Dot(offset, _right), Vector3.Dot(offset, _down), Vector3.Dot(offset, _forward));
    }

    /// <summary>Where a point of the view, which must not be nearer than <see cref="Near"/>, falls on the screen.</summary>
    public Vector2 ToScreen(Vector3 view) => new(Width / 2f + Focal * view.X / view.Z, Height / 2f + Focal * view.Y / view.Z);

    /// <summary>Pixels that a metre takes up at a place.</summary>
    public float Scale(Vector3 world) => Focal / Math.Max(Near, ToView(world).Z);

    /// <summary>The direction in the world in which a point of the screen lies; not of length 1.</summary>
    public Vector3 Ray(float x, float y) => _forward + (_right * (x - Width / 2f) + _down * (y - Height / 2f)) / Focal;

    /// <summary>The row of the horizon in the middle of the screen.</summary>
    public float Horizon => Height / 2f - Focal * _forward.Z / _down.Z;

    /// <summary>Cuts off what of a flat shape is too near, or so far aside that a screen's whole numbers would not hold it.</summary>
    /// <param name="shape">Corners in the view, in order.</param>
    /// <param name="room">For corners; see <see cref="RoomFor"/>.</param>
    /// <returns>The corners that are left; none where nothing is.</returns>
    public ReadOnlySpan<Vector3> Clip(ReadOnlySpan<Vector3> shape, Span<Vector3> room)
    {
        var other = room[(room.Length / 2)..];
        room = room[..(room.Length / 2)];
        shape.CopyTo(room);
        var count = shape.Length;
        var reach = Reach * Width / Focal;
        foreach (var (side, least) in (ReadOnlySpan<(Vector3, float)>)[(Vector3.UnitZ, Near), (new(1, 0, reach), 0), (new(-1, 0, reach), 0), (new(0, 1, reach), 0), (new(0, -1, reach), 0)])
        {
            count = ClipAt(room[..count], side, least, other);
            var swap = room;
            room = other;
            other = swap;
        }

        return room[..count];
    }

    /// <summary>The room that <see cref="Clip"/> needs for a shape of so many corners.</summary>
    public static int RoomFor(int corners) => 2 * (corners + 5);

    // Sutherland and Hodgman 1974; a convex shape becomes at most one corner richer.
    private static int ClipAt(ReadOnlySpan<Vector3> shape, Vector3 side, float least, Span<Vector3> clipped)
    {
        var count = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            var (from, to) = (shape[i], shape[(i + 1) % shape.Length]);
            var (start, end) = (Vector3.Dot(from, side) - least, Vector3.Dot(to, side) - least);
            if (start >= 0)
            {
                clipped[count++] = from;
            }

            if (start >= 0 != end >= 0)
            {
                clipped[count++] = Vector3.Lerp(from, to, start / (start - end));
            }
        }

        return count;
    }
}
