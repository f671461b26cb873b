using Actors.Street.Things;

namespace Actors.Street.Traffic;

/// <summary>A flow and what is in its slots.</summary>
/// <param name="number">Its own, among all that give ids.</param>
/// <param name="dice">Throws for the slots.</param>
/// <param name="flow">How they move.</param>
/// <param name="x">Where it is, across the street.</param>
/// <param name="occupancy">The share of slots that are not empty.</param>
/// <param name="room">How much of a slot may be taken, in metres.</param>
/// <param name="wander">How far what is in it strays to its sides, in metres.</param>
/// <param name="make">Makes what is in a slot.</param>
internal sealed class Lane(int number, Dice dice, Flow flow, float x, double occupancy, float room, float wander, Func<Dice, Thing> make)
{
    // The most parts of one thing.
    private const int IdsOfOne = 4;

    private readonly Dictionary<long, (Thing? Thing, float Behind, float Phase)> _slots = [];

    /// <summary>Adds what is between two places along the street at a time.</summary>
    public void Add(double time, float from, float to, List<Placed> into)
    {
        var (progress, speed, braking) = flow.At(time);
        var (first, last) = flow.Between(from, to, progress);
        for (var index = first; index <= last; index++)
        {
            var (thing, behind, phase) = Slot(index);
            if (thing is null)
            {
                continue;
            }

            var y = flow.Front(index, progress) - flow.Direction * (behind + thing.Size.Y / 2);
            var travelled = (float)(progress % 10000);
            into.Add(new Placed(
                thing, IdOf(number, index), new Vector3(x + wander * MathF.Sin(travelled * 0.35f + phase), y, 0),
                flow.Direction > 0 ? 0 : MathF.PI, new Motion(travelled, speed, braking)));
        }

        Forget(first, last);
    }

    /// <summary>An id of something; its parts have this one and those after.</summary>
    public static long IdOf(int number, long index) => ((long)number << 48) + (index & ((1L << 44) - 1)) * IdsOfOne;

    private (Thing? Thing, float Behind, float Phase) Slot(long index)
    {
        if (!_slots.TryGetValue(index, out var slot))
        {
            var own = dice.For(Purpose.Look, index);
            var thing = own.Chance(occupancy) ? make(own) : null;
            slot = (thing, thing is null ? 0 : Math.Max(0, room - thing.Size.Y) * own.Unit(), own.Between(0, MathF.Tau));
            _slots.Add(index, slot);
        }

        return slot;
    }

    private void Forget(long first, long last)
    {
        if (_slots.Count > 2 * (last - first + 1))
        {
            foreach (var gone in _slots.Keys.Where(index => index < first || index > last).ToList())
            {
                _slots.Remove(gone);
            }
        }
    }
}
