namespace Actors.Street.Traffic;

/// <summary>A traffic light's cycle: a while green for those who drive, then red, and those who walk cross.</summary>
/// <param name="Green">Seconds of green.</param>
/// <param name="Red">Seconds of red.</param>
/// <param name="Shift">Seconds that the first cycle began before time 0.</param>
internal sealed record Stoplight(float Green, float Red, float Shift)
{
    /// <summary>Seconds of a cycle.</summary>
    public float Period => Green + Red;

    /// <summary>How many cycles are over at a time, and how many seconds of the current one.</summary>
    public (long Cycle, float Into) At(double time)
    {
        var cycle = Math.Floor((time + Shift) / Period);
        return ((long)cycle, (float)(time + Shift - cycle * Period));
    }

    /// <summary>Whether it is red at a time.</summary>
    public bool IsRed(double time) => At(time).Into >= Green;
}
