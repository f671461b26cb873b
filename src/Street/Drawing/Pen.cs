namespace Actors.Street.Drawing;

/// <summary>Draws solid shapes, placed in the world, as the camera sees them in this light.</summary>
/// <remarks>
/// A thing is drawn in coordinates of its own: X to its right, Y ahead, Z up, from the middle of where it stands. Whoever
/// draws sees to it that what is behind comes first; faces that look away are left out.
/// </remarks>
internal sealed class Pen(Canvas canvas, Camera camera, Light light)
{
    // In pixels of the canvas: the radius from which on something round has a bright side.
    private const float LeastRound = 3;

    private Vector3 _origin;
    private float _cos = 1;
    private float _sin;
    private Vector3 _inside;
    private byte _part;
    private Rgb _lamps;

    /// <summary>The lamps that shine into the camera, of all that has been drawn.</summary>
    public List<Glow> Glows { get; } = [];

    public Camera Camera => camera;

    public Light Light => light;

    /// <summary>What the camera is from the thing, in its own coordinates.</summary>
    public Vector3 Viewer { get; private set; }

    /// <summary>Begins a thing.</summary>
    /// <param name="origin">Where it stands.</param>
    /// <param name="heading">Where it looks, in radians: 0 is along the street, more is to the right.</param>
    public void Place(Vector3 origin, float heading)
    {
        _origin = origin;
        (_sin, _cos) = MathF.SinCos(heading);
        _inside = origin;
        _lamps = light.Lamps(origin);
        var offset = camera.Position - origin;
        Viewer = new Vector3(offset.X * _cos - offset.Y * _sin, offset.X * _sin + offset.Y * _cos, offset.Z);
    }

    /// <summary>What is drawn from now on belongs to this part of the picture.</summary>
    public void Begin(byte part) => _part = part;

    /// <summary>A point within the solid whose faces come next, by which they know their outer side.</summary>
    public void Inside(Vector3 local) => _inside = ToWorld(local);

    /// <summary>Whether something so large can be seen from here, in metres.</summary>
    public bool Shows(float size) => size * camera.Scale(_origin) >= Canvas.Oversampling;

    /// <summary>A flat convex face of a solid.</summary>
    /// <param name="corners">In order.</param>
    /// <param name="colour">Its own.</param>
    /// <param name="glow">How far it shines by itself, 0 to 1.</param>
    public void Face(ReadOnlySpan<Vector3> corners, Rgb colour, float glow = 0)
    {
        Span<Vector3> world = stackalloc Vector3[corners.Length];
        for (var i = 0; i < world.Length; i++)
        {
            world[i] = ToWorld(corners[i]);
        }

        var normal = Vector3.Normalize(Vector3.Cross(world[1] - world[0], world[2] - world[0]));
        if (Vector3.Dot(normal, world[0] - _inside) < 0)
        {
            normal = -normal;
        }

        if (Vector3.Dot(normal, camera.Position - world[0]) > 0)
        {
            Fill(world, light.On(colour, normal, Vector3.Distance(world[0], camera.Position), _lamps, glow));
        }
    }

    /// <summary>A flat shape that is seen from both sides and however it is lit.</summary>
    public void Sheet(ReadOnlySpan<Vector3> corners, Rgb colour, float glow = 0)
    {
        Span<Vector3> world = stackalloc Vector3[corners.Length];
        for (var i = 0; i < world.Length; i++)
        {
            world[i] = ToWorld(corners[i]);
        }

        Fill(world, light.Around(colour, Vector3.Distance(world[0], camera.Position), _lamps, glow));
    }

    /// <summary>A flat shape on the ground, without the haze before it.</summary>
    public void Floor(ReadOnlySpan<Vector3> corners, Rgb colour) => Fill(corners, light.On(colour, Vector3.UnitZ, 0, default));

    /// <summary>The convex skin around balls: a ball, a limb, a body.</summary>
    /// <param name="balls">Centres and, as W, radii.</param>
    /// <param name="colour">Its own.</param>
    /// <param name="round">Whether its bright side is drawn as well.</param>
    public void Skin(ReadOnlySpan<Vector4> balls, Rgb colour, bool round = true)
    {
        Span<Vector3> seen = stackalloc Vector3[balls.Length];
        var largest = 0f;
        for (var i = 0; i < balls.Length; i++)
        {
            seen[i] = camera.ToView(ToWorld(new Vector3(balls[i].X, balls[i].Y, balls[i].Z)));
            if (seen[i].Z < Camera.Near)
            {
                return;
            }

            largest = Math.Max(largest, balls[i].W * camera.Focal / seen[i].Z);
        }

        Span<Vector3> discs = stackalloc Vector3[balls.Length];
        for (var i = 0; i < balls.Length; i++)
        {
            discs[i] = new Vector3(camera.ToScreen(seen[i]), balls[i].W * camera.Focal / seen[i].Z);
        }

        var (shade, bright) = light.Round(colour, seen[0].Length(), _lamps);
        var isRound = round && largest >= LeastRound;
        canvas.Fill(Outline.Around(discs), isRound ? shade : Vector3.Lerp(shade, bright, 0.5f), _part);
        if (isRound)
        {
            var side = light.Side(camera) * 0.28f;
            foreach (ref var disc in discs)
            {
                disc = new Vector3(disc.X + side.X * disc.Z, disc.Y + side.Y * disc.Z, disc.Z * 0.72f);
            }

            canvas.Fill(Outline.Around(discs), bright, _part);
        }
    }

    /// <summary>A line through points, so many metres wide.</summary>
    public void Line(ReadOnlySpan<Vector3> points, float width, Rgb colour, bool closed = false)
    {
        Span<Vector2> screen = stackalloc Vector2[points.Length];
        var distance = 0f;
        for (var i = 0; i < points.Length; i++)
        {
            var seen = camera.ToView(ToWorld(points[i]));
            if (seen.Z < Camera.Near)
            {
                return;
            }

            screen[i] = camera.ToScreen(seen);
            distance += seen.Length() / points.Length;
        }

        canvas.Stroke(screen, closed, width * camera.Focal / distance, light.Around(colour, distance, _lamps), _part);
    }

    /// <summary>A lamp that has been drawn, if it is on and turned to the camera.</summary>
    /// <param name="local">Where.</param>
    /// <param name="towards">Where it shines; nothing is everywhere.</param>
    /// <param name="on">Whether it is.</param>
    /// <param name="radius">Of its gleam, in metres.</param>
    /// <param name="colour">Its own.</param>
    public void Glow(Vector3 local, Vector3 towards, bool on, float radius, Rgb colour)
    {
        if (!on)
        {
            return;
        }

        var way = Vector3.Normalize(Viewer - local);
        var strength = towards == default ? 1 : Vector3.Dot(way, towards);
        var seen = camera.ToView(ToWorld(local));
        if (strength > 0.1f && seen.Z > Camera.Near)
        {
            // A lamp dazzles more than its size tells when it is far.
            var reach = radius * camera.Focal / MathF.Pow(seen.Z, 0.85f);
            var at = camera.ToScreen(seen);
            if (canvas.At(at) is { } lamp)
            {
                Glows.Add(new Glow(at, Math.Min(reach, camera.Height / 4f), colour * (0.25f + 0.75f * strength), lamp));
            }
        }
    }

    /// <summary>From a thing's own coordinates to the world's.</summary>
    public Vector3 ToWorld(Vector3 local) => new(
        _origin.X + local.X * _cos + local.Y * _sin, _origin.Y - local.X * _sin + local.Y * _cos, _origin.Z + local.Z);

    private void Fill(ReadOnlySpan<Vector3> world, Rgb colour)
    {
        Span<Vector3> seen = stackalloc Vector3[world.Length];
        for (var i = 0; i < world.Length; i++)
        {
            seen[i] = camera.ToView(world[i]);
        }

        var clipped = camera.Clip(seen, stackalloc Vector3[Camera.RoomFor(seen.Length)]);
        Span<Vector2> screen = stackalloc Vector2[clipped.Length];
        for (var i = 0; i < screen.Length; i++)
        {
            screen[i] = camera.ToScreen(clipped[i]);
        }

        canvas.Fill(screen, colour, _part);
    }
}
