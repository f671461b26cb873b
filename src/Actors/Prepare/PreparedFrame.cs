using System.Diagnostics;
using Actors.Capture;

namespace Actors.Prepare;

/// <summary>A frame whose <see cref="Frame.Inputs"/> are ready.</summary>
/// <param name="Frame">The frame; the receiver owns it now.</param>
/// <param name="PrepareTime">How long preparing took.</param>
public sealed record PreparedFrame(Frame Frame, TimeSpan PrepareTime)
{
    /// <summary>When it was ready, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long ReadyTimestamp { get; init; } = Stopwatch.GetTimestamp();
}
