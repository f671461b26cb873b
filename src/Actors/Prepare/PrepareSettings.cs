namespace Actors.Prepare;

/// <summary>How pictures become model inputs.</summary>
public sealed record PrepareSettings
{
    /// <summary>How shapes are reconciled. Default: stretch, which most published detectors were trained with.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>How pixels are made. Default: bilinear.</summary>
    public Resampling Resampling { get; init; } = Resampling.Bilinear;

    /// <summary>
    /// What the model was trained to see, (pixel - mean) / deviation, or null for the usual: a quantised input's full range
    /// stands for 0 to 255, and a floating-point input takes -1 to 1.
    /// </summary>
    public Normalization? Normalization { get; init; }
}

/// <summary>Pixel values, 0 to 255, become (pixel - <paramref name="Mean"/>) / <paramref name="Deviation"/>.</summary>
/// <param name="Mean">Subtracted from every channel.</param>
/// <param name="Deviation">Then divides; above 0.</param>
public sealed record Normalization(double Mean, double Deviation)
{
    /// <summary>To the range -1 to 1.</summary>
    public static readonly Normalization MinusOneToOne = new(127.5, 127.5);
}
