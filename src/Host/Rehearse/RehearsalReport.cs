namespace Actors.Host.Rehearse;

/// <summary>What a rehearsal came to.</summary>
/// <param name="Faults">Of the camera of which every frame is wanted.</param>
/// <param name="Captured">That camera's frames.</param>
/// <param name="Lost">Of those, the frames that did not come out.</param>
/// <param name="OutOfOrder">Of those, the frames that came out again or after a later one.</param>
/// <param name="Live">Of the live camera.</param>
internal sealed record RehearsalReport(IReadOnlyList<FaultReport> Faults, long Captured, Bound Lost, Bound OutOfOrder, LiveReport Live)
{
    /// <summary>Whether everything was as asked for.</summary>
    public bool Holds => Faults.All(fault => fault.Holds) && Lost.Holds && OutOfOrder.Holds && Live.Holds;
}
