using Actors.Capture;

namespace Actors.View;

/// <summary>A picture with its boxes, as viewers get it.</summary>
/// <param name="Frame">Of which frame.</param>
/// <param name="Captured">When that was captured.</param>
/// <param name="Jpeg">The picture, encoded; shared by all who look, and never changed.</param>
public sealed record LivePicture(FrameId Frame, DateTimeOffset Captured, ReadOnlyMemory<byte> Jpeg);
