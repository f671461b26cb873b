using Actors.Street.Things;

namespace Actors.Street.Traffic;

/// <summary>A thing at its place.</summary>
/// <param name="Thing">What.</param>
/// <param name="Id">Its number; its parts have this one and those after.</param>
/// <param name="Position">Where its middle stands, in the world.</param>
/// <param name="Heading">Where it looks, in radians: 0 is along the street, more is to the right.</param>
/// <param name="Motion">How it moves.</param>
internal readonly record struct Placed(Thing Thing, long Id, Vector3 Position, float Heading, Motion Motion)
{
    /// <summary>The ground it takes up.</summary>
    public (Vector2 Low, Vector2 High) Footprint
    {
        get
        {
            var (sin, cos) = MathF.SinCos(Heading);
            var (x, y) = (Thing.Size.X / 2, Thing.Size.Y / 2);
            var half = new Vector2(MathF.Abs(cos) * x + MathF.Abs(sin) * y, MathF.Abs(sin) * x + MathF.Abs(cos) * y);
            var middle = new Vector2(Position.X, Position.Y);
            return (middle - half, middle + half);
        }
    }
}
