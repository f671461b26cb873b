using Actors.Prepare;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>How large the readers of a camera's pictures need them at least, whatever size its frames have.</summary>
/// <param name="Covers">Pictures must be as wide and as high as this; 0 asks for nothing.</param>
/// <param name="Fills">Pictures must be as wide or as high as this, so that fitted into it they fill it; 0 asks for nothing.</param>
/// <remarks>A source that can decode less than the full frame for less work does so, as long as this is met.</remarks>
public sealed record PictureNeed(Size Covers, Size Fills)
{
    /// <summary>Nobody looks.</summary>
    public static readonly PictureNeed None = new(default, default);

    /// <summary>The full frame.</summary>
    public static readonly PictureNeed Full = new(new Size(int.MaxValue, int.MaxValue), default);

    /// <summary>What a model's input needs: that it is made of no fewer pixels than it has itself.</summary>
    public static PictureNeed Of(InputForm form)
    {
        var input = new Size(form.Input.Width, form.Input.Height);
        return form.Prepare.Resize == ResizeMode.Letterbox ? None with { Fills = input } : None with { Covers = input };
    }

    /// <summary>Pictures of this width, in pixels, as high as the frame's shape has it.</summary>
    public static PictureNeed OfWidth(int width) => None with { Covers = new Size(width, 0) };

    /// <summary>What serves these readers and those.</summary>
    public PictureNeed And(PictureNeed other) => new(Larger(Covers, other.Covers), Larger(Fills, other.Fills));

    /// <summary>How many times smaller than the frame, in each direction, a picture may be: 1 or more.</summary>
    /// <param name="full">The frame's size in pixels.</param>
    public double MostReduction(Size full)
    {
        var covers = Math.Min(Ratio(full.Width, Covers.Width), Ratio(full.Height, Covers.Height));
        var fills = Math.Max(Ratio(full.Width, Fills.Width), Ratio(full.Height, Fills.Height));
        return Math.Max(1, Math.Min(covers, fills));
    }

    private static double Ratio(int full, int least) => least == 0 ? double.PositiveInfinity : (double)full / least;

    private static Size Larger(Size a, Size b) => new(Math.Max(a.Width, b.Width), Math.Max(a.Height, b.Height));
}
