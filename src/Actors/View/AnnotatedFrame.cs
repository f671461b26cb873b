using OpenCvSharp;

namespace Actors.View;

/// <summary>A finished frame on its way to the outputs.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Picture">The picture with its boxes drawn, if any output wants it; valid until the output is done.</param>
/// <param name="Rate">Frames per second that the source states; 0 where it states none.</param>
public sealed record AnnotatedFrame(FrameResult Result, Mat Picture, double Rate);
