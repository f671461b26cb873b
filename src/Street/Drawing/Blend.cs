using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace Actors.Street.Drawing;

/// <summary>Lays a canvas over a picture, with smooth edges.</summary>
internal static class Blend
{
    private const uint PartMask = 0xff000000;

    /// <summary>Lays it, and counts whose each pixel is.</summary>
    public static unsafe void Over(Mat picture, Canvas canvas, Rect touched, Census census)
    {
        var (left, top) = (touched.Left / 2, touched.Top / 2);
        var (right, bottom) = (Math.Min(picture.Width, (touched.Right + 1) / 2), Math.Min(picture.Height, (touched.Bottom + 1) / 2));
        for (var y = top; y < bottom; y++)
        {
            var upper = (ulong*)canvas.Pixels.Ptr(2 * y);
            var lower = (ulong*)canvas.Pixels.Ptr(2 * y + 1);
            var to = (byte*)picture.Ptr(y) + 3 * left;
            for (var x = left; x < right; x++, to += 3)
            {
                // Most of it is empty.
                if (x + Vector256<ulong>.Count <= right && (Vector256.Load(upper + x) | Vector256.Load(lower + x)) == Vector256<ulong>.Zero)
                {
                    x += Vector256<ulong>.Count - 1;
                    to += 3 * (Vector256<ulong>.Count - 1);
                    continue;
                }

                var (over, under) = (upper[x], lower[x]);
                if ((over | under) == 0)
                {
                    continue;
                }

                var (a, b, c, d) = ((uint)over, (uint)(over >> 32), (uint)under, (uint)(under >> 32));
                var free = (a < PartMask / 255 ? 1 : 0) + (b < PartMask / 255 ? 1 : 0) + (c < PartMask / 255 ? 1 : 0) + (d < PartMask / 255 ? 1 : 0);
                to[0] = Mean(a, b, c, d, 0, free * to[0]);
                to[1] = Mean(a, b, c, d, 8, free * to[1]);
                to[2] = Mean(a, b, c, d, 16, free * to[2]);
                if (Owner(a >> 24, b >> 24, c >> 24, d >> 24) is > 0 and var part)
                {
                    census.Count((byte)part, x, y);
                }
            }
        }
    }

    private static byte Mean(uint a, uint b, uint c, uint d, int shift, int below) =>
        (byte)((((a >> shift) & 255) + ((b >> shift) & 255) + ((c >> shift) & 255) + ((d >> shift) & 255) + (uint)below + 2) / 4);

    // Whoever has two of the four; 0, nobody, counts as well.
    private static uint Owner(uint a, uint b, uint c, uint d) =>
        a == b || a == c || a == d ? a : b == c || b == d ? b : c == d ? c : 0;
}
