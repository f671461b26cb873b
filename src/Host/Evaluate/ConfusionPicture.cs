using System.Globalization;
using OpenCvSharp;

namespace Actors.Host.Evaluate;

/// <summary>Draws a confusion matrix: a row for what is there, a column for what was found; the darker, the more of the row.</summary>
internal static class ConfusionPicture
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;
    private const double TextSize = 0.45;
    private const int Cell = 42;
    private const int Margin = 12;

    private static readonly Scalar Right = new(90, 160, 60);
    private static readonly Scalar Wrong = new(50, 60, 210);
    private static readonly Scalar Line = Scalar.All(220);

    /// <summary>Draws it. The caller disposes the picture, 8-bit BGR.</summary>
    public static Mat Draw(ConfusionMatrix matrix)
    {
        var side = matrix.Categories.Count * Cell;
        var label = matrix.Categories.Max(name => Cv2.GetTextSize(name, Font, TextSize, 1, out _).Width) + 2 * Margin;
        var picture = new Mat(label + side + Margin, label + side + Margin, MatType.CV_8UC3, Scalar.White);
        for (var row = 0; row < matrix.Categories.Count; row++)
        {
            var total = Math.Max(1, matrix.Counts[row].Sum());
            for (var column = 0; column < matrix.Categories.Count; column++)
            {
                var place = new Rect(label + column * Cell, label + row * Cell, Cell, Cell);
                DrawCell(picture, place, matrix.Counts[row][column], (double)matrix.Counts[row][column] / total, row == column ? Right : Wrong);
            }

            Cv2.PutText(picture, matrix.Categories[row], new Point(Margin, label + row * Cell + Cell * 2 / 3), Font, TextSize, Scalar.Black, 1, LineTypes.AntiAlias);
            DrawUpwards(picture, matrix.Categories[row], label + row * Cell, label);
        }

        Cv2.PutText(picture, "is v  found >", new Point(Margin, label - Margin), Font, TextSize, Scalar.All(120), 1, LineTypes.AntiAlias);
        return picture;
    }

    private static void DrawCell(Mat picture, Rect place, int count, double share, Scalar colour)
    {
        if (count > 0)
        {
            // The least of it still shows.
            var strength = 0.15 + 0.85 * share;
            Cv2.Rectangle(picture, place, new Scalar(Mix(colour.Val0), Mix(colour.Val1), Mix(colour.Val2)), thickness: -1);
            var text = count.ToString(CultureInfo.InvariantCulture);
            var extent = Cv2.GetTextSize(text, Font, TextSize, 1, out _);
            var at = new Point(place.X + (place.Width - extent.Width) / 2, place.Y + (place.Height + extent.Height) / 2);
            Cv2.PutText(picture, text, at, Font, TextSize, strength > 0.6 ? Scalar.White : Scalar.Black, 1, LineTypes.AntiAlias);

            double Mix(double channel) => 255 + strength * (channel - 255);
        }

        Cv2.Rectangle(picture, place, Line);
    }

    // OpenCV writes only along rows.
    private static void DrawUpwards(Mat picture, string text, int left, int bottom)
    {
        using var along = new Mat(Cell, bottom, MatType.CV_8UC3, Scalar.White);
        Cv2.PutText(along, text, new Point(Margin, Cell * 2 / 3), Font, TextSize, Scalar.Black, 1, LineTypes.AntiAlias);
        using var upwards = new Mat();
        Cv2.Rotate(along, upwards, RotateFlags.Rotate90Counterclockwise);
        using var target = picture[new Rect(left, 0, Cell, bottom)];
        upwards.CopyTo(target);
    }
}
