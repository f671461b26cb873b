namespace Actors.Street.Traffic;

/// <summary>What moves along one line, one behind the other: a lane's vehicles, or those who walk side by side with a kerb.</summary>
/// <remarks>
/// Where everything is follows from the time alone, so that any moment can be shown without those before. The line is cut
/// into slots which all move alike, so nobody runs into anybody; in each there is one thing, or none. At a traffic light all
/// wait, and since a green phase moves the slots by a whole number of them, the crossing then lies between two.
/// </remarks>
/// <param name="dice">Throws for speed and start.</param>
/// <param name="speed">Metres a second.</param>
/// <param name="slot">Metres from one slot to the next.</param>
/// <param name="direction">1 along the street, -1 against it.</param>
/// <param name="stop">The traffic light, and where those who wait for it stop; null where there is none.</param>
internal sealed class Flow(Dice dice, float speed, float slot, int direction, (Stoplight Light, float At)? stop = null)
{
    // Of a green phase: to set off, and to brake.
    private const float Ramp = 0.22f;

    private readonly float _start = dice.Between(0, slot);
    private readonly float _swell = dice.Between(0.1f, 0.35f);
    private readonly float _period = dice.Between(9, 25);

    /// <summary>Metres from one slot to the next.</summary>
    public float Slot => slot;

    /// <summary>1 along the street, -1 against it.</summary>
    public int Direction => direction;

    /// <summary>How far the slots have come at a time, and how they move.</summary>
    public (double Progress, float Speed, bool Braking) At(double time)
    {
        if (stop is not { Light: var light })
        {
            // Now a little faster, now a little slower.
            var pulse = Math.Tau / _period;
            return (
                _start + speed * (time - _swell / pulse * Math.Cos(pulse * time)), (float)(speed * (1 + _swell * Math.Sin(pulse * time))), Math.Cos(pulse * time) < -0.9);
        }

        var (cycle, into) = light.At(time);
        var slots = Math.Max(1, MathF.Round(speed * light.Green * (1 - Ramp) / slot));
        var (share, pace) = Share(Math.Min(1, into / light.Green));
        return ((cycle + (double)share) * slots * slot, pace * slots * slot / light.Green, into > light.Green * (1 - Ramp));
    }

    /// <summary>Where along the street the front of a slot is when the slots have come so far.</summary>
    public float Front(long index, double progress) => (stop?.At ?? 0) + direction * (float)(progress - index * (double)slot);

    /// <summary>The slots of which something may lie between two places along the street.</summary>
    public (long First, long Last) Between(float from, float to, double progress)
    {
        var (near, far) = direction > 0 ? (from, to) : (-to, -from);
        var origin = direction * (stop?.At ?? 0);
        return ((long)Math.Floor((progress - far + origin) / slot) - 1, (long)Math.Ceiling((progress - near + origin) / slot) + 1);
    }

    // A trapezoid of speeds: how much of the way is done, and the speed in parts of the mean one.
    private static (float Done, float Pace) Share(float part)
    {
        const float top = 1 / (1 - Ramp);
        return part switch
        {
            < Ramp => (top * part * part / (2 * Ramp), top * part / Ramp),
            > 1 - Ramp => (1 - top * (1 - part) * (1 - part) / (2 * Ramp), top * (1 - part) / Ramp),
            _ => (top * (part - Ramp / 2), top),
        };
    }
}
