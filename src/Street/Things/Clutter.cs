using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>What stands about in a street and is nothing to be found, though it may look like it, or hide it.</summary>
/// <param name="size">Width, length and height in metres.</param>
/// <param name="draw">Draws it.</param>
/// <param name="shadow">The size of what throws its shadow, if that is another.</param>
internal sealed class Clutter(Vector3 size, Action<Pen> draw, Vector3? shadow = null) : Thing
{
    private static readonly StreetClass?[] Nothing = [null];

    public override Vector3 Size => size;

    public override IReadOnlyList<StreetClass?> Parts => Nothing;

    public override Vector3 ShadowSize => shadow ?? size;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        draw(pen);
    }
}
