using Actors.View;

namespace Actors.Capture;

/// <summary>One camera, as configured.</summary>
/// <param name="Name">Unique; appears in results, logs and the summary.</param>
/// <param name="Source">Where its frames come from.</param>
public sealed record CameraSettings(string Name, SourceUri Source)
{
    /// <summary>What to do when devices are slower than the camera. Default: drop the oldest for live sources, wait for finite ones.</summary>
    public OnFull OnFull { get; init; } = Source.IsLive ? OnFull.DropOldest : OnFull.Wait;

    /// <summary>How many frames may be on their way at once, or null to let the pipeline choose for its devices.</summary>
    public int? FramesInFlight { get; init; }

    /// <summary>What may decode its stream. Default: hardware where there is any.</summary>
    public Decoding Decoding { get; init; }

    /// <summary>Stop after so many captured frames; null for no end.</summary>
    public long? FrameLimit { get; init; }

    /// <summary>Only scores above it count on this camera; null for the model's threshold.</summary>
    public float? Threshold { get; init; }

    /// <summary>The labels that count on this camera, with commas between; null for all.</summary>
    public string? Classes { get; init; }

    /// <summary>Whether nothing is captured: a live source is closed, a file waits where it is.</summary>
    public bool Paused { get; init; }

    /// <summary>Which of the model's answers count on this camera.</summary>
    internal AnswerFilter Filter => new(Threshold, Classes?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);

    /// <summary>Whether a camera that runs with the other settings can take these over as it runs.</summary>
    internal bool IsSameSourceAs(CameraSettings other) =>
        this == other with { FramesInFlight = FramesInFlight, Threshold = Threshold, Classes = Classes, Paused = Paused };
}
