using System.Globalization;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>How a decoded picture stands to the camera's frame, of which it may be a reduced copy.</summary>
/// <param name="Full">The frame's size in pixels; all coordinates that leave the program refer to it.</param>
/// <param name="X">How many of the frame's pixels, from left to right, one of the picture's stands for.</param>
/// <param name="Y">The same from top to bottom.</param>
public readonly record struct PictureScale(Size Full, double X, double Y)
{
    /// <summary>The picture is the frame.</summary>
    public static PictureScale Whole(Mat picture) => new(picture.Size(), 1, 1);

    /// <summary>The whole frame was scaled to a size.</summary>
    public static PictureScale To(Size picture, Size full) => new(full, (double)full.Width / picture.Width, (double)full.Height / picture.Height);

    /// <summary>For people: <c>reduced to 1/2: 640x360 of 1280x720</c>.</summary>
    public string Describe(Size picture) => picture == Full
        ? $"whole: {Text(Full)}"
        : string.Create(CultureInfo.InvariantCulture, $"reduced to 1/{Math.Round(X)}: {Text(picture)} of {Text(Full)}");

    private static string Text(Size size) => string.Create(CultureInfo.InvariantCulture, $"{size.Width}x{size.Height}");
}
