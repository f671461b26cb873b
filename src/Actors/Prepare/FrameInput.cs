namespace Actors.Prepare;

/// <summary>One frame's input in one form. Belongs to the frame's owner, as the frame itself.</summary>
/// <param name="Form">What it is to be like.</param>
/// <param name="Tensor">Its bytes.</param>
public sealed record FrameInput(InputForm Form, InputTensor Tensor)
{
    /// <summary>How the picture lies in it, once it has been prepared.</summary>
    public Geometry Geometry { get; set; }
}
