using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>What cars, buses and lorries have in common: wheels, lamps, plates.</summary>
internal abstract class Vehicle : Thing
{
    protected static readonly Rgb Rubber = new(0.07f, 0.07f, 0.08f);
    protected static readonly Rgb Trim = new(0.12f, 0.12f, 0.13f);
    protected static readonly Rgb Plate = new(0.85f, 0.85f, 0.8f);

    private static readonly Rgb Headlamp = new(0.95f, 0.95f, 0.88f);
    private static readonly Rgb TailLamp = new(0.6f, 0.05f, 0.04f);
    private static readonly Rgb BrakeLamp = new(1f, 0.15f, 0.1f);

    /// <summary>Whether its lamps are on by day as well.</summary>
    protected bool DayLamps { get; init; }

    /// <summary>The rims of its wheels.</summary>
    protected Rgb Rim { get; init; } = new(0.6f, 0.6f, 0.62f);

    /// <summary>The window panes: dark inside, brighter where they mirror the sky.</summary>
    protected static Rgb GlassIn(Light light) => new Rgb(0.06f, 0.075f, 0.085f) / Math.Max(0.4f, light.Sky.Y) + light.Haze * 0.09f;

    /// <summary>The tyres of an axle as they show from the front and from behind.</summary>
    protected static void Axle(Pen pen, float y, float radius, float halfWidth)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            var (inner, outer) = (side * (halfWidth - 0.22f), side * (halfWidth - 0.02f));
            pen.Box(new(Math.Min(inner, outer), y - radius * 0.75f, 0), new(Math.Max(inner, outer), y + radius * 0.75f, radius * 1.6f), Rubber);
        }
    }

    /// <summary>A wheel as it shows on the flanks, which turns.</summary>
    protected void Wheel(Pen pen, float y, float radius, float halfWidth, in Motion motion)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            var x = side * (halfWidth + 0.01f);
            pen.Disc(new(x, y, radius * 1.08f), radius * 1.16f, Trim);
            pen.Disc(new(x, y, radius), radius, Rubber);
            if (!pen.Shows(radius * 0.6f))
            {
                continue;
            }

            pen.Disc(new(x, y, radius), radius * 0.62f, Rim);
            var (sin, cos) = MathF.SinCos(motion.Travelled / radius);
            for (var spoke = 0; spoke < 2; spoke++)
            {
                var (along, up) = spoke == 0 ? (cos, sin) : (-sin, cos);
                var reach = radius * 0.5f;
                var (thin, centre) = (radius * 0.07f, new Vector3(x, y, radius));
                pen.Face(
                    [
                        centre + new Vector3(0, along * reach - up * thin, up * reach + along * thin), centre + new Vector3(0, along * reach + up * thin, up * reach - along * thin),
                        centre - new Vector3(0, along * reach - up * thin, up * reach + along * thin), centre - new Vector3(0, along * reach + up * thin, up * reach - along * thin),
                    ],
                    Rim * 0.35f);
            }
        }
    }

    /// <summary>The headlamps; they dazzle in the dark.</summary>
    protected void Headlamps(Pen pen, float y, float x0, float x1, float z0, float z1)
    {
        var on = pen.Light.IsDark || DayLamps;
        for (var side = -1; side <= 1; side += 2)
        {
            pen.End(y, side * x0, side * x1, z0, z1, on ? Headlamp : Headlamp * 0.75f, on ? 0.9f : 0.25f);
            pen.Glow(new(side * (x0 + x1) / 2, y, (z0 + z1) / 2), new(0, 1, 0), on, 0.55f, new(1f, 0.95f, 0.8f));
        }
    }

    /// <summary>The tail lamps, brighter when it brakes.</summary>
    protected static void TailLamps(Pen pen, float y, float x0, float x1, float z0, float z1, in Motion motion)
    {
        var glow = motion.Braking ? 0.95f : pen.Light.IsDark ? 0.75f : 0.05f;
        for (var side = -1; side <= 1; side += 2)
        {
            pen.End(y, side * x0, side * x1, z0, z1, motion.Braking ? BrakeLamp : TailLamp, glow);
            pen.Glow(new(side * (x0 + x1) / 2, y, (z0 + z1) / 2), new(0, -1, 0), pen.Light.IsDark, motion.Braking ? 0.35f : 0.2f, new(1f, 0.12f, 0.08f));
        }
    }
}
