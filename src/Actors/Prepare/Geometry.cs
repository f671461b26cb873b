using Actors.Capture;
using Actors.Interop;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>A box in pixels of a picture.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">To the right.</param>
/// <param name="Height">Downwards.</param>
public readonly record struct PixelBox(double X, double Y, double Width, double Height);

/// <summary>How a picture lies in a model's input: which part is taken, where it is put, and the way back for boxes.</summary>
/// <param name="Source">The part of the picture that is taken, in its pixels.</param>
/// <param name="Target">Where it is put, in the input's pixels; what it leaves free is zero.</param>
/// <param name="Field">The part of the full frame that the whole input stands for, which can reach beyond the frame.</param>
/// <param name="Full">The full frame's size; the picture itself may be a reduced copy.</param>
public readonly record struct Geometry(Rect Source, Rect Target, PixelBox Field, Size Full)
{
    /// <summary>Lays a picture into an input.</summary>
    /// <exception cref="ArgumentException">The picture has no pixels.</exception>
    public static Geometry Of(Size picture, Size input, ResizeMode mode)
    {
        if (picture.Width <= 0 || picture.Height <= 0)
        {
            throw new ArgumentException($"A picture of {picture.Width}x{picture.Height} has no pixels.", nameof(picture));
        }

        return mode switch
        {
            ResizeMode.Letterbox => Letterbox(picture, input),
            ResizeMode.CentreCrop => CentreCrop(picture, input),
            _ => new Geometry(Whole(picture), Whole(input), new PixelBox(0, 0, picture.Width, picture.Height), picture),
        };
    }

    /// <summary>Lays a picture into an input as its full frame would be laid.</summary>
    /// <param name="picture">The picture's size.</param>
    /// <param name="scale">How it stands to the frame.</param>
    /// <param name="input">The input's size.</param>
    /// <param name="mode">How shapes are reconciled.</param>
    /// <exception cref="ArgumentException">The picture has no pixels.</exception>
    public static Geometry Of(Size picture, PictureScale scale, Size input, ResizeMode mode)
    {
        var whole = Of(scale.Full, input, mode);
        if (picture == scale.Full)
        {
            return whole;
        }

        // What is taken begins and ends with a pixel of the picture; by how much that is off is known, and taken into account.
        var (left, width) = Reduced(whole.Source.Left, whole.Source.Width, scale.X, picture.Width);
        var (top, height) = Reduced(whole.Source.Top, whole.Source.Height, scale.Y, picture.Height);
        var (wider, higher) = (width * scale.X / whole.Source.Width, height * scale.Y / whole.Source.Height);
        return whole with
        {
            Source = new Rect(left, top, width, height),
            Field = new PixelBox(
                left * scale.X + (whole.Field.X - whole.Source.X) * wider, top * scale.Y + (whole.Field.Y - whole.Source.Y) * higher,
                whole.Field.Width * wider, whole.Field.Height * higher),
        };
    }

    /// <summary>A detection's box in pixels of the full frame, clipped to it.</summary>
    public PixelBox ToFrame(RelativeBox box)
    {
        var left = Math.Clamp(Field.X + box.XMin * Field.Width, 0, Full.Width);
        var top = Math.Clamp(Field.Y + box.YMin * Field.Height, 0, Full.Height);
        var right = Math.Clamp(Field.X + box.XMax * Field.Width, left, Full.Width);
        var bottom = Math.Clamp(Field.Y + box.YMax * Field.Height, top, Full.Height);
        return new PixelBox(left, top, right - left, bottom - top);
    }

    private static (int Start, int Length) Reduced(int start, int length, double by, int most)
    {
        var first = Math.Clamp((int)Math.Round(start / by), 0, most - 1);
        return (first, Math.Clamp((int)Math.Round(length / by), 1, most - first));
    }

    // As the Edge TPU libraries do it: scaled by min(W/w, H/h), sizes rounded down, at the top left. In integers, since
    // in floating point 562 pixels into 300 come out as 299.
    private static Geometry Letterbox(Size picture, Size input)
    {
        var byWidth = (long)input.Width * picture.Height <= (long)input.Height * picture.Width;
        var (numerator, denominator) = byWidth ? (input.Width, picture.Width) : (input.Height, picture.Height);
        var target = new Rect(
            0, 0,
            Math.Max(1, (int)((long)picture.Width * numerator / denominator)),
            Math.Max(1, (int)((long)picture.Height * numerator / denominator)));
        var ratio = (double)denominator / numerator;
        return new Geometry(Whole(picture), target, new PixelBox(0, 0, input.Width * ratio, input.Height * ratio), picture);
    }

    private static Geometry CentreCrop(Size picture, Size input)
    {
        var wide = (long)picture.Width * input.Height > (long)picture.Height * input.Width;
        var width = wide ? Math.Max(1, (int)((long)picture.Height * input.Width / input.Height)) : picture.Width;
        var height = wide ? picture.Height : Math.Max(1, (int)((long)picture.Width * input.Height / input.Width));
        var source = new Rect((picture.Width - width) / 2, (picture.Height - height) / 2, width, height);
        return new Geometry(source, Whole(input), new PixelBox(source.X, source.Y, width, height), picture);
    }

    private static Rect Whole(Size size) => new(0, 0, size.Width, size.Height);
}
