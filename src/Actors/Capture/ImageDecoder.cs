using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Decodes images that lie in memory: a file's, or a frame of a camera that sends JPEGs. A JPEG only as large as it is needed.</summary>
/// <remarks>
/// A JPEG is made of blocks of 8x8 pixels, of which libjpeg computes 4x4, 2x2 or a single one for a fraction of the work; each
/// pixel of that is the mean of those it stands for.
/// </remarks>
internal static class ImageDecoder
{
    private static readonly (int By, ImreadModes Mode)[] Reductions =
        [(8, ImreadModes.ReducedColor8), (4, ImreadModes.ReducedColor4), (2, ImreadModes.ReducedColor2), (1, ImreadModes.Color)];

    /// <summary>Decodes an image as 8-bit BGR.</summary>
    /// <param name="encoded">A JPEG, or any other format that OpenCV reads.</param>
    /// <param name="need">How large it is needed; other formats are always decoded whole.</param>
    /// <param name="into">Becomes the picture.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="SourceException">It does not decode.</exception>
    public static PictureScale Decode(ReadOnlySpan<byte> encoded, PictureNeed need, Mat into, string name)
    {
        var full = JpegHeader.SizeOf(encoded);
        var most = full is { } known ? need.MostReduction(known) : 1;
        var (by, mode) = Array.Find(Reductions, reduction => reduction.By <= most);
        try
        {
            using var decoded = encoded.IsEmpty ? new Mat() : Cv2.ImDecode(encoded, mode);
            if (!decoded.Empty())
            {
                decoded.CopyTo(into);
                return by == 1 ? PictureScale.Whole(into) : Reduced(decoded.Size(), full!.Value, by);
            }
        }
        catch (OpenCVException tooLarge)
        {
            throw new SourceException($"{name} claims to be a larger image than can be; it may be damaged.", tooLarge) { FrameOnly = true };
        }

        throw new SourceException($"{name} does not decode as an image; it may be damaged or cut off.") { FrameOnly = true };
    }

    // A last block that the frame does not fill gives a whole pixel, so that the picture reaches beyond the frame.
    private static PictureScale Reduced(Size picture, Size full, int by) =>
        picture == new Size((full.Width + by - 1) / by, (full.Height + by - 1) / by) ? new PictureScale(full, by, by) : PictureScale.To(picture, full);
}
