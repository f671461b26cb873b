using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A traffic light for those who come along the street: red where the motion brakes.</summary>
internal sealed class TrafficLight : Thing
{
    private static readonly StreetClass?[] Nothing = [null];
    private static readonly Rgb Steel = new(0.3f, 0.31f, 0.33f);
    private static readonly Rgb[] Lamps = [new(0.15f, 0.95f, 0.45f), new(1, 0.7f, 0.1f), new(1, 0.15f, 0.1f)];

    public override Vector3 Size => new(0.35f, 0.35f, 3.2f);

    public override IReadOnlyList<StreetClass?> Parts => Nothing;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        pen.Skin([new(0, 0, 0, 0.06f), new(0, 0, 3, 0.06f)], Steel);
        pen.Box(new(-0.16f, -0.14f, 2.3f), new(0.16f, 0.14f, 3.2f), new Rgb(0.08f, 0.08f, 0.09f));
        if (pen.Viewer.Y > 0)
        {
            return;
        }

        for (var lamp = 0; lamp < Lamps.Length; lamp++)
        {
            var on = lamp == (motion.Braking ? 2 : 0);
            var at = new Vector3(0, -0.15f, 2.45f + lamp * 0.28f);
            pen.Skin([new(at, 0.09f)], Lamps[lamp] * (on ? 1.6f : 0.2f), round: false);
            pen.Glow(at, default, on && pen.Light.IsDark, 0.3f, Lamps[lamp]);
        }
    }
}
