using Actors.Street.Scenes;
using Actors.Street.Things;

namespace Actors.Street.Traffic;

/// <summary>Those who cross the street while the traffic waits: out of a door on one side, into one on the other.</summary>
/// <param name="number">Its own, among all that give ids.</param>
/// <param name="dice">Throws for who crosses.</param>
/// <param name="layout">The street.</param>
/// <param name="at">Where along the street.</param>
/// <param name="light">Tells when.</param>
/// <param name="most">How many cross in a cycle, at most.</param>
/// <param name="umbrellas">How likely an umbrella is.</param>
internal sealed class Crossing(int number, Dice dice, Layout layout, float at, Stoplight light, int most, float umbrellas)
{
    /// <summary>The crossing's width, in metres.</summary>
    public const float Width = 3.4f;

    private const float LatestStart = 3;
    private const float Slowest = 1.2f;
    private const float Fastest = 1.8f;

    // From the traffic's stop to the first step on the road.
    private const float Caution = 0.8f;

    private readonly Dictionary<long, IReadOnlyList<Walker>> _cycles = [];

    private sealed record Walker(Pedestrian Who, float Start, float Speed, int Side, float Y);

    /// <summary>How long it must be red for all to get across, in seconds.</summary>
    public static float Needs(Layout layout) => Caution + LatestStart + 2 * layout.Kerb / Slowest;

    /// <summary>Adds those who are on their way at a time.</summary>
    public void Add(double time, List<Placed> into)
    {
        var (current, _) = light.At(time);
        for (var cycle = current - 1; cycle <= current + 1; cycle++)
        {
            var walkers = Walkers(cycle);
            for (var i = 0; i < walkers.Count; i++)
            {
                var walker = walkers[i];
                var kerb = cycle * (double)light.Period - light.Shift + light.Green + Caution + walker.Start;
                var gone = (float)((time - kerb) * walker.Speed);
                if (gone > layout.Kerb - layout.Houses && gone < layout.Kerb + layout.Houses)
                {
                    into.Add(new Placed(
                        walker.Who, Lane.IdOf(number, cycle * 64 + i), new Vector3(walker.Side * (layout.Kerb - gone), walker.Y, 0),
                        -walker.Side * MathF.PI / 2, new Motion(gone, walker.Speed, false)));
                }
            }
        }

        foreach (var old in _cycles.Keys.Where(cycle => Math.Abs(cycle - current) > 2).ToList())
        {
            _cycles.Remove(old);
        }
    }

    private IReadOnlyList<Walker> Walkers(long cycle)
    {
        if (!_cycles.TryGetValue(cycle, out var walkers))
        {
            var own = dice.For(Purpose.Crossing, cycle);
            var count = own.Below(most + 1);
            walkers = _cycles[cycle] = [.. Enumerable.Range(0, count).Select(index => Throw(own.For(Purpose.Look, index)))];
        }

        return walkers;
    }

    private Walker Throw(Dice own) => new(
        new Pedestrian(own, umbrellas), own.Between(0, LatestStart), own.Between(Slowest, Fastest), own.Chance(0.5) ? 1 : -1, at + own.Between(-0.5f, 0.5f) * (Width - 0.6f));
}
