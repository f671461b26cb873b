using System.Buffers.Binary;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Finds a JPEG's size without decoding it (ITU-T T.81, annex B; Exif 2.3 for the way it is to be turned).</summary>
internal static class JpegHeader
{
    private const byte Marker = 0xff;
    private const byte StartOfImage = 0xd8;
    private const byte StartOfScan = 0xda;
    private const byte Temporary = 0x01;
    private const byte FirstRestart = 0xd0;
    private const byte EndOfImage = 0xd9;
    private const byte App1 = 0xe1;

    private const ushort OrientationTag = 0x0112;

    // From here on an orientation turns the picture by a right angle.
    private const int FirstTurned = 5;

    private static ReadOnlySpan<byte> Exif => "Exif\0\0"u8;

    /// <summary>The size of the picture as it is shown; null where it is no JPEG, or a damaged one.</summary>
    public static Size? SizeOf(ReadOnlySpan<byte> jpeg)
    {
        if (!jpeg.StartsWith((ReadOnlySpan<byte>)[Marker, StartOfImage]))
        {
            return null;
        }

        var turned = false;
        for (var rest = jpeg[2..]; rest.Length >= 4 && rest[0] == Marker && rest[1] != StartOfScan;)
        {
            // Any number of fill bytes may stand before a marker.
            if (rest[1] == Marker)
            {
                rest = rest[1..];
                continue;
            }

            if (HasNoLength(rest[1]))
            {
                return null;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 2 || rest.Length < length + 2)
            {
                return null;
            }

            var segment = rest[4..(length + 2)];
            if (IsFrameHeader(rest[1]))
            {
                return segment.Length < 5 ? null : Shown(BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), turned);
            }

            if (rest[1] == App1 && segment.StartsWith(Exif))
            {
                turned = IsTurned(segment[Exif.Length..]);
            }

            rest = rest[(length + 2)..];
        }

        return null;
    }

    // Of these no camera writes any before the size. Decoders step over them, and so could be led to another size than is read here.
    private static bool HasNoLength(byte marker) => marker is 0 or Temporary or (>= FirstRestart and <= EndOfImage);

    // SOF0 to SOF15; three of those numbers mean other things.
    private static bool IsFrameHeader(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    private static Size? Shown(int width, int height, bool turned) =>
        width == 0 || height == 0 ? null : turned ? new Size(height, width) : new Size(width, height);

    // A TIFF header, then entries of twelve bytes: tag, type, count, value.
    private static bool IsTurned(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return false;
        }

        var little = tiff[0] == 'I';
        var start = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (start > tiff.Length - 2)
        {
            return false;
        }

        var entries = tiff[(int)start..];
        var count = Short(entries, little);
        entries = entries[2..];
        for (; count > 0 && entries.Length >= 12; count--, entries = entries[12..])
        {
            if (Short(entries, little) == OrientationTag)
            {
                return Short(entries[8..], little) is >= FirstTurned and <= 8;
            }
        }

        return false;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
