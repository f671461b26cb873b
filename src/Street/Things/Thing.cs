using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>Something that stands or moves in the street: how large it is, what of it is to be found, and how it is drawn.</summary>
internal abstract class Thing
{
    /// <summary>The number, on a canvas, of what is nothing to be found.</summary>
    public const byte Clutter = 255;

    /// <summary>Its width, length and height in metres.</summary>
    public abstract Vector3 Size { get; }

    /// <summary>What is to be found of it, from one to three parts; null is nothing, though it hides what is behind it.</summary>
    public abstract IReadOnlyList<StreetClass?> Parts { get; }

    /// <summary>The size of what throws its shadow.</summary>
    public virtual Vector3 ShadowSize => Size;

    /// <summary>Draws it where the pen has been placed.</summary>
    /// <param name="pen">Draws.</param>
    /// <param name="motion">How it moves.</param>
    /// <param name="parts">The numbers of its parts on the canvas.</param>
    public abstract void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts);
}
