using System.Buffers.Binary;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Decodes images from anybody: JPEG and PNG alone, whole, and none that takes more memory or time than it may.</summary>
public static class StillImage
{
    /// <summary>Pixels at most; as many as a camera of 24 megapixels gives.</summary>
    public const int MostPixels = 24_000_000;

    // A progressive JPEG comes in some ten scans. Each may be a few bytes and has the decoder go over the whole picture again.
    private const int MostScans = 64;

    private static ReadOnlySpan<byte> JpegStart => [0xff, 0xd8, 0xff];

    private static ReadOnlySpan<byte> JpegEnd => [0xff, 0xd9];

    private static ReadOnlySpan<byte> JpegScan => [0xff, 0xda];

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static ReadOnlySpan<byte> PngHeader => "IHDR"u8;

    private static ReadOnlySpan<byte> PngEnd => "IEND"u8;

    /// <summary>Decodes an image.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <returns>8-bit BGR, turned as it is to be shown.</returns>
    /// <exception cref="SourceException">It is neither JPEG nor PNG, damaged, cut off or too large.</exception>
    public static Mat Decode(ReadOnlySpan<byte> encoded)
    {
        var size = encoded.StartsWith(JpegStart) ? JpegSizeOf(encoded) : encoded.StartsWith(PngStart) ? PngSizeOf(encoded) : throw Refused("This is neither a JPEG nor a PNG image.");
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw Refused("The image is damaged.");
        }

        if ((long)size.Width * size.Height > MostPixels)
        {
            throw Refused($"The image has more than {MostPixels / 1_000_000} million pixels. Make it smaller.");
        }

        Mat? image = null;
        try
        {
            image = Cv2.ImDecode(encoded, ImreadModes.Color);
            return image.Empty() ? throw Refused("The image is damaged.") : image;
        }
        catch (OpenCVException)
        {
            image?.Dispose();
            throw Refused("The image is damaged.");
        }
        catch
        {
            image?.Dispose();
            throw;
        }
    }

    // The decoder would fill what is missing with grey.
    private static Size JpegSizeOf(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Count(JpegScan) > MostScans)
        {
            throw Refused($"The image comes in more than {MostScans} scans, which takes too long. Save it as a plain JPEG.");
        }

        // Within a scan no byte of 255 is followed by such a mark.
        return encoded.LastIndexOf(JpegEnd) > encoded.LastIndexOf(JpegScan) ? JpegHeader.SizeOf(encoded) ?? default : throw Refused("The image is cut off.");
    }

    // A signature, then the first chunk: its length, name, width and height.
    private static Size PngSizeOf(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 33 || !encoded[12..].StartsWith(PngHeader) || encoded.LastIndexOf(PngEnd) < 0)
        {
            throw Refused("The image is cut off.");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(encoded[16..]), BinaryPrimitives.ReadUInt32BigEndian(encoded[20..]));
        return width > int.MaxValue || height > int.MaxValue ? default : new Size((int)width, (int)height);
    }

    private static SourceException Refused(string why) => new(why) { FrameOnly = true };
}
