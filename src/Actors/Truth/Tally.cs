namespace Actors.Truth;

/// <summary>How much of what is in some frames was found, and how much of what was found is there.</summary>
/// <param name="Objects">What there was to find.</param>
/// <param name="Right">Detections of it; no two of the same object.</param>
/// <param name="Wrong">Detections of what is not there, or has been found already.</param>
public sealed record Tally(long Objects, long Right, long Wrong)
{
    /// <summary>Of no frame.</summary>
    public static readonly Tally None = new(0, 0, 0);

    /// <summary>The share of the detections that are right, 0 to 1; null where there are none.</summary>
    public double? Precision => Right + Wrong > 0 ? (double)Right / (Right + Wrong) : null;

    /// <summary>The share of the objects that were found, 0 to 1; null where there are none.</summary>
    public double? Recall => Objects > 0 ? (double)Right / Objects : null;

    /// <summary>With other frames.</summary>
    public Tally Plus(Tally more) => new(Objects + more.Objects, Right + more.Right, Wrong + more.Wrong);

    /// <summary>Without those frames that had been counted before.</summary>
    public Tally Since(Tally earlier) => new(Objects - earlier.Objects, Right - earlier.Right, Wrong - earlier.Wrong);
}
