using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>How pixels between pixels are made.</summary>
public enum Resampling
{
    /// <summary>The nearest pixel.</summary>
    Nearest = InterpolationFlags.Nearest,

    /// <summary>Between the four nearest.</summary>
    Bilinear = InterpolationFlags.Linear,

    /// <summary>Between the sixteen nearest.</summary>
    Bicubic = InterpolationFlags.Cubic,

    /// <summary>The mean of the area that a pixel covers.</summary>
    Area = InterpolationFlags.Area,

    /// <summary>Lanczos over eight by eight pixels.</summary>
    Lanczos = InterpolationFlags.Lanczos4,
}
