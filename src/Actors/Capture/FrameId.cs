namespace Actors.Capture;

/// <summary>Names one frame in the whole program.</summary>
/// <param name="Camera">The camera's name.</param>
/// <param name="Sequence">The frame's number among all that the run has read from a camera of that name, from 0; frames that were dropped have numbers too.</param>
public readonly record struct FrameId(string Camera, long Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Camera}#{Sequence}";
}
