namespace Actors.Capture;

/// <summary>How a source is to be opened.</summary>
/// <param name="Need">How large pictures are needed as it opens; <see cref="IFrameSource.Read"/> is told for each.</param>
/// <param name="Decoding">What may decode it.</param>
public sealed record DecodeOptions(PictureNeed Need, Decoding Decoding)
{
    /// <summary>Full frames, by whatever decodes them.</summary>
    public static readonly DecodeOptions Whole = new(PictureNeed.Full, Decoding.Auto);
}
