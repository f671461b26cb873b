namespace Actors.Capture;

/// <summary>What decodes a camera's compressed stream.</summary>
public enum Decoding
{
    /// <summary>Hardware where there is any for it, else software.</summary>
    Auto,

    /// <summary>Software alone.</summary>
    Software,
}
