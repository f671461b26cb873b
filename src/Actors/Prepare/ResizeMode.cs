namespace Actors.Prepare;

/// <summary>How a picture of one shape becomes a model input of another.</summary>
public enum ResizeMode
{
    /// <summary>Stretch the whole picture over the input; shapes are distorted.</summary>
    Stretch,

    /// <summary>Keep the aspect ratio: scale the whole picture to fit, at the top left, and fill the rest with zeros.</summary>
    Letterbox,

    /// <summary>Keep the aspect ratio: take the largest centred part of the input's shape; the borders are not seen.</summary>
    CentreCrop,
}
