using System.Globalization;
using Actors.Prepare;
using OpenCvSharp;

namespace Actors.View;

/// <summary>Draws results into pictures.</summary>
public static class Painter
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    // A picture of this height gets lines one pixel wide and text of half size; larger ones more in proportion.
    private const double ReferenceHeight = 480;

    // Hue of class n: n times the golden angle, so that neighbours differ and no class's colour depends on the others.
    private const double GoldenAngle = 137.50776;

    /// <summary>Draws boxes with label and score, and a line of text in the bottom right corner.</summary>
    /// <param name="picture">8-bit BGR; drawn upon.</param>
    /// <param name="frame">The size in whose pixels the objects are given: that of the full frame, which the picture shows in its own size.</param>
    /// <param name="objects">What to draw.</param>
    /// <param name="corner">The line of text; empty for none.</param>
    public static void Draw(Mat picture, Size frame, IReadOnlyList<DetectedObject> objects, string corner)
    {
        var (x, y) = ((double)picture.Width / frame.Width, (double)picture.Height / frame.Height);

        // The best come first in the list; drawn last they stay on top.
        for (var i = objects.Count - 1; i >= 0; i--)
        {
            var found = objects[i];
            var box = new PixelBox(found.Box.X * x, found.Box.Y * y, found.Box.Width * x, found.Box.Height * y);
            DrawBox(picture, box, string.Create(CultureInfo.InvariantCulture, $"{found.Label} {found.Score:0.00}"), ColourOf(found.ClassId));
        }

        DrawCorner(picture, corner);
    }

    /// <summary>Draws a box with text above it.</summary>
    /// <param name="picture">8-bit BGR; drawn upon.</param>
    /// <param name="place">The box, in the picture's pixels.</param>
    /// <param name="text">The text; empty for none.</param>
    /// <param name="colour">The box's colour, and the text's background.</param>
    public static void DrawBox(Mat picture, PixelBox place, string text, Scalar colour)
    {
        var scale = ScaleOf(picture);
        var box = new Rect((int)Math.Round(place.X), (int)Math.Round(place.Y), (int)Math.Round(place.Width), (int)Math.Round(place.Height));
        Cv2.Rectangle(picture, box, colour, (int)Math.Ceiling(scale) * 2);
        if (text.Length > 0)
        {
            DrawText(picture, text, box.X, box.Y, colour, scale);
        }
    }

    /// <summary>Draws a line of text in the bottom right corner; none where it is empty.</summary>
    public static void DrawCorner(Mat picture, string text)
    {
        if (text.Length > 0)
        {
            DrawText(picture, text, picture.Width, picture.Height, Scalar.Black, ScaleOf(picture));
        }
    }

    /// <summary>The colour of a class, the same in every picture.</summary>
    public static Scalar ColourOf(int classId)
    {
        var hue = classId * GoldenAngle % 360;
        return new Scalar(Channel(hue, 1), Channel(hue, 3), Channel(hue, 5));

        // Hue to one of blue, green, red at 70 % saturation and full value (Smith 1978, the usual closed form).
        static double Channel(double hue, int n)
        {
            var k = (n + hue / 60) % 6;
            return 255 * (1 - 0.7 * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }

    private static double ScaleOf(Mat picture) => Math.Clamp(picture.Height / ReferenceHeight, 0.6, 4);

    // Above a point, or below it where there is no room; never beyond the picture's sides.
    private static void DrawText(Mat picture, string text, int x, int y, Scalar background, double scale)
    {
        var size = 0.5 * scale;
        var thickness = Math.Max(1, (int)Math.Round(scale));
        var margin = (int)Math.Ceiling(3 * scale);
        var extent = Cv2.GetTextSize(text, Font, size, thickness, out var baseline);
        var height = extent.Height + baseline + margin;
        var top = y >= height ? y - height : y;
        var left = Math.Clamp(x, 0, Math.Max(0, picture.Width - extent.Width - 2 * margin));
        Cv2.Rectangle(picture, new Rect(left, top, extent.Width + 2 * margin, height), background, thickness: -1);
        var luminance = 0.114 * background.Val0 + 0.587 * background.Val1 + 0.299 * background.Val2;
        Cv2.PutText(
            picture, text, new Point(left + margin, top + extent.Height + margin / 2), Font, size,
            luminance > 128 ? Scalar.Black : Scalar.White, thickness, LineTypes.AntiAlias);
    }
}
