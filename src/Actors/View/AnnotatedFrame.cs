using OpenCvSharp;

namespace Actors.View;

/// <summary>A finished frame on its way to the outputs.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Picture">The picture with its boxes drawn, in the size that the output wants; valid until the output is done. Empty for one that shows none.</param>
/// <param name="Rate">Frames per second that the source states; 0 where it states none.</param>
public sealed record AnnotatedFrame(FrameResult Result, Mat Picture, double Rate)
{
    /// <summary>What an output gets that shows no pictures.</summary>
    public static readonly Mat NoPicture = new();
}
