using Actors.Street.Drawing;
using OpenCvSharp;

namespace Actors.Street.Lens;

/// <summary>The gleam around lamps.</summary>
internal static class Gleam
{
    /// <summary>Adds a lamp's gleam to a picture, if the lamp is seen there.</summary>
    public static unsafe void Add(Mat picture, Canvas canvas, in Glow glow)
    {
        if (canvas.At(glow.At) != glow.Lamp)
        {
            return;
        }

        var centre = glow.At / Canvas.Oversampling;
        var radius = glow.Radius / Canvas.Oversampling;
        var (left, right) = (Math.Max(0, (int)(centre.X - radius)), Math.Min(picture.Width - 1, (int)(centre.X + radius)));
        var (top, bottom) = (Math.Max(0, (int)(centre.Y - radius)), Math.Min(picture.Height - 1, (int)(centre.Y + radius)));
        var inverse = 1 / (radius * radius);
        for (var y = top; y <= bottom; y++)
        {
            var pixel = (byte*)picture.Ptr(y) + 3 * left;
            for (var x = left; x <= right; x++, pixel += 3)
            {
                var near = 1 - Vector2.DistanceSquared(new(x, y), centre) * inverse;
                if (near <= 0)
                {
                    continue;
                }

                var add = glow.Colour * (255 * near * near * near);
                pixel[0] = (byte)Math.Min(255, pixel[0] + (int)add.Z);
                pixel[1] = (byte)Math.Min(255, pixel[1] + (int)add.Y);
                pixel[2] = (byte)Math.Min(255, pixel[2] + (int)add.X);
            }
        }
    }
}
