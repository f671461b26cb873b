using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace Actors.Street.Drawing;

/// <summary>Which part of the picture belongs to whom, counted pixel by pixel.</summary>
internal sealed class Census
{
    private const int Parts = 256;

    private readonly int[] _left = new int[Parts];
    private readonly int[] _top = new int[Parts];
    private readonly int[] _right = new int[Parts];
    private readonly int[] _bottom = new int[Parts];
    private readonly int[] _area = new int[Parts];
    private readonly int[] _drawn = new int[Parts];

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_area);
        Array.Clear(_drawn);
        Array.Fill(_left, int.MaxValue);
        Array.Fill(_top, int.MaxValue);
        Array.Fill(_right, -1);
        Array.Fill(_bottom, -1);
    }

    /// <summary>Counts what a part has just drawn, before others hide it, in a place on the canvas.</summary>
    public unsafe void CountDrawn(Canvas canvas, byte part, Rect extent)
    {
        var count = 0;
        var own = Vector256.Create((uint)part);
        for (var y = extent.Top; y < extent.Bottom; y++)
        {
            var pixel = (uint*)canvas.Pixels.Ptr(y);
            var x = extent.Left;
            for (; x + Vector256<uint>.Count <= extent.Right; x += Vector256<uint>.Count)
            {
                count += BitOperations.PopCount(Vector256.Equals(Vector256.Load(pixel + x) >> 24, own).ExtractMostSignificantBits());
            }

            for (; x < extent.Right; x++)
            {
                count += pixel[x] >> 24 == part ? 1 : 0;
            }
        }

        _drawn[part] = count;
    }

    /// <summary>Counts a pixel of the picture.</summary>
    public void Count(byte part, int x, int y)
    {
        _area[part]++;
        _left[part] = Math.Min(_left[part], x);
        _right[part] = Math.Max(_right[part], x);
        _top[part] = Math.Min(_top[part], y);
        _bottom[part] = Math.Max(_bottom[part], y);
    }

    /// <summary>The pixels that show a part.</summary>
    public int Area(byte part) => _area[part];

    /// <summary>The box around them; empty where there are none.</summary>
    public Rect Box(byte part) => _area[part] == 0 ? default : new Rect(_left[part], _top[part], _right[part] - _left[part] + 1, _bottom[part] - _top[part] + 1);

    /// <summary>The share of what a part has drawn that nothing has hidden since.</summary>
    public double Unhidden(byte part) => _drawn[part] == 0 ? 0 : Math.Min(1, _area[part] * (double)(Canvas.Oversampling * Canvas.Oversampling) / _drawn[part]);
}
