using Actors.Prepare;

namespace Actors.Truth;

/// <summary>An object that is in a picture, as somebody has marked it.</summary>
/// <param name="Category">Its category's id.</param>
/// <param name="Box">In the picture's pixels.</param>
/// <param name="Area">Square pixels, by which it counts as small or large: its outline's where that is known, else the box's.</param>
/// <param name="Crowd">Whether it is a region of many that nobody has told apart. It need not be found, and may be found several times.</param>
public readonly record struct TrueObject(long Category, PixelBox Box, double Area, bool Crowd = false)
{
    /// <summary>How well a detection's box covers it, 0 to 1: intersection over union; of a crowd, the part of the detection that lies in it.</summary>
    public double OverlapWith(PixelBox found)
    {
        var width = Math.Min(found.X + found.Width, Box.X + Box.Width) - Math.Max(found.X, Box.X);
        var height = Math.Min(found.Y + found.Height, Box.Y + Box.Height) - Math.Max(found.Y, Box.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var common = width * height;
        var area = found.Width * found.Height;
        return common / (Crowd ? area : area + Box.Width * Box.Height - common);
    }
}
