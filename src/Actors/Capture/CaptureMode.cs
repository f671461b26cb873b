namespace Actors.Capture;

/// <summary>What a V4L2 camera is asked for; it gives what comes nearest.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rate">Frames per second.</param>
public sealed record CaptureMode(int Width, int Height, double Rate);
