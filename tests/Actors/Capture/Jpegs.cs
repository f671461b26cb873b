using System.Buffers.Binary;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>JPEGs as cameras and telephones make them.</summary>
internal static class Jpegs
{
    private const byte DefineHuffmanTables = 0xc4;

    /// <summary>A black picture with a white rectangle.</summary>
    public static byte[] WithRectangle(int width, int height, Rect white)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(picture, white, Scalar.White, thickness: -1);
        Assert.True(Cv2.ImEncode(".jpg", picture, out var jpeg));
        return jpeg;
    }

    public static byte[] Black(int width, int height) => WithRectangle(width, height, default);

    /// <summary>With the way it is to be turned: 1 to 8, of which those from 5 on turn it by a right angle.</summary>
    public static byte[] Turned(byte[] jpeg, ushort orientation, bool littleEndian)
    {
        // A TIFF header, whose first directory follows it; one entry: the tag, its type (3: short), how many, the value.
        var tiff = new byte[8 + 2 + 12 + 4];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(tiff);
        Short(2, 42);
        Int(4, 8);
        Short(8, 1);
        Short(10, 0x0112);
        Short(12, 3);
        Int(14, 1);
        Short(18, orientation);
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [.. jpeg[..2], 0xff, 0xe1, 0, (byte)(body.Length + 2), .. body, .. jpeg[2..]];

        void Short(int at, ushort value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
            }
        }

        void Int(int at, uint value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
            }
        }
    }

    /// <summary>
    /// With two sizes. Who takes the marker before the first for one with a length steps over it and finds the second, the picture's
    /// own; decoders know that this marker has none, go by the first, and take the second for a comment of some program's.
    /// </summary>
    public static byte[] OfTwoSizes(byte[] jpeg, ushort firstSide)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        var own = jpeg.AsSpan(at, 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2))).ToArray();
        var first = own.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(first.AsSpan(5), firstSide);
        BinaryPrimitives.WriteUInt16BigEndian(first.AsSpan(7), firstSide);
        return
        [
            .. jpeg[..2], 0xff, 0x01, 0, (byte)(2 + first.Length + 4), .. first, 0xff, 0xe1, 0, (byte)(2 + own.Length), .. own, .. jpeg[2..at], .. jpeg[(at + own.Length)..],
        ];
    }

    /// <summary>Without its Huffman tables, as many cameras send them to save bytes: the usual ones are meant.</summary>
    public static byte[] WithoutTables(byte[] jpeg)
    {
        var stripped = new List<byte>(jpeg[..2]);
        var at = 2;
        while (jpeg[at + 1] != 0xda)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2));
            if (jpeg[at + 1] != DefineHuffmanTables)
            {
                stripped.AddRange(jpeg.AsSpan(at, length));
            }

            at += length;
        }

        return [.. stripped, .. jpeg[at..]];
    }
}
