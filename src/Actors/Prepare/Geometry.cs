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
/// <param name="Field">The part of the picture that the whole input stands for, which can reach beyond the picture.</param>
/// <param name="Picture">The picture's size.</param>
public readonly record struct Geometry(Rect Source, Rect Target, PixelBox Field, Size Picture)
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

    /// <summary>A detection's box in pixels of the picture, clipped to it.</summary>
    public PixelBox ToPicture(RelativeBox box)
    {
        var left = Math.Clamp(Field.X + box.XMin * Field.Width, 0, Picture.Width);
        var top = Math.Clamp(Field.Y + box.YMin * Field.Height, 0, Picture.Height);
        var right = Math.Clamp(Field.X + box.XMax * Field.Width, left, Picture.Width);
        var bottom = Math.Clamp(Field.Y + box.YMax * Field.Height, top, Picture.Height);
        return new PixelBox(left, top, right - left, bottom - top);
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
