using System.Diagnostics;
using Actors.Capture;

namespace Actors.Prepare;

/// <summary>A frame whose model input is ready in its <see cref="Frame.Tensor"/>.</summary>
/// <param name="Frame">The frame; the receiver owns it now.</param>
/// <param name="Geometry">The way back from the model's boxes to the picture.</param>
/// <param name="PrepareTime">How long preparing took.</param>
public sealed record PreparedFrame(Frame Frame, Geometry Geometry, TimeSpan PrepareTime)
{
    /// <summary>When it was ready, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long ReadyTimestamp { get; init; } = Stopwatch.GetTimestamp();
}
