using Actors.Street.Scenes;
using Actors.Street.Things;

namespace Actors.Street.Traffic;

/// <summary>All that stands and moves in a street.</summary>
internal sealed class Population
{
    // The longest vehicle, and the room to the next that a crossing needs.
    private const float LongestVehicle = 12;
    private const float VehicleGap = Crossing.Width + 2;
    private const float LongestBicycle = 1.9f;

    private readonly List<Lane> _lanes = [];
    private readonly IReadOnlyList<Placed> _standing;
    private readonly Crossing? _crossing;
    private readonly Stoplight? _light;
    private readonly List<Placed> _placed = [];
    private readonly float _umbrellas;
    private int _numbers;

    public Population(Dice dice, Layout layout, Climate climate, double density)
    {
        _umbrellas = climate.Weather switch { Climate.Kind.Rain => 0.5f, Climate.Kind.Snow => 0.15f, _ => 0.01f };
        var own = dice.For(Purpose.Flow);
        if (layout.CrossingAt is not null)
        {
            var red = Crossing.Needs(layout);
            _light = new Stoplight(own.Between(14, 22), red, own.Between(0, 60));
        }

        for (var side = -1; side <= 1; side += 2)
        {
            AddRoad(own, layout, side, density);
            AddPavement(own, layout, side, density);
        }

        _standing = Standing.In(dice, layout, climate, density, _light is not null, _numbers);
        if (layout.CrossingAt is { } at)
        {
            _crossing = new Crossing(_numbers + 1, dice.For(Purpose.Crossing), layout, at, _light!, (int)Math.Round(14 * density), _umbrellas);
        }
    }

    /// <summary>What is between two places along the street at a time; valid until the next call.</summary>
    public List<Placed> At(double time, float from, float to)
    {
        _placed.Clear();
        var red = _light is not null && _light.IsRed(time);
        foreach (var standing in _standing)
        {
            _placed.Add(standing with { Motion = new Motion(0, 0, red) });
        }

        foreach (var lane in _lanes)
        {
            lane.Add(time, from, to, _placed);
        }

        _crossing?.Add(time, _placed);
        return _placed;
    }

    private void AddRoad(Dice dice, Layout layout, int side, double density)
    {
        var direction = layout.Direction(side);
        var fast = dice.Between(5.5f, 12);
        for (var lane = 0; lane < layout.LanesEachWay; lane++)
        {
            var slot = LongestVehicle + VehicleGap + dice.Between(0.5f, 6);
            Add(dice, fast * dice.Between(0.85f, 1.15f), slot, direction, Stop(layout, direction, VehicleGap), side * (lane + 0.5f) * layout.LaneWidth, 0.12 + 0.75 * density, slot - VehicleGap, 0.1f, Vehicle);
        }

        var bikes = dice.Between(7.5f, 12);
        Add(
            dice, dice.Between(3, 5.5f), bikes, direction, Stop(layout, direction, Crossing.Width + 1.5f), side * layout.Bicycles, (layout.HasBikeLane ? 0.08 : 0.04) + 0.4 * density,
            Math.Max(LongestBicycle, bikes - Crossing.Width - 1.5f), 0.2f, own => new Bicycle(own, isRidden: true));
    }

    private void AddPavement(Dice dice, Layout layout, int side, double density)
    {
        // As many lines as there is room for, and couples that walk side by side.
        var lines = Math.Clamp((int)(layout.Pavement / 0.95f) - 1, 1, 4);
        for (var line = 0; line < lines; line++)
        {
            var runs = dice.Chance(0.07);
            var x = side * (layout.Kerb + 1 + line * (layout.Pavement - 1.4f) / lines);
            Add(
                dice, runs ? dice.Between(2.5f, 3.6f) : dice.Between(0.8f, 1.7f), dice.Between(2.5f, 7), dice.Chance(0.5) ? 1 : -1, null, x,
                0.03 + (runs ? 0.15 : 0.42) * density, 2.4f, 0.12f, own => new Pedestrian(own, _umbrellas));
        }
    }

    private void Add(Dice dice, float speed, float slot, int direction, (Stoplight, float)? stop, float x, double occupancy, float room, float wander, Func<Dice, Thing> make)
    {
        var number = ++_numbers;
        var own = dice.For(Purpose.Flow, number);
        _lanes.Add(new Lane(number, own, new Flow(own, speed, slot, direction, stop), x, occupancy, room, wander, make));
    }

    // The first of those who wait stands just before the crossing, and the gap before the next slot is upon it.
    private (Stoplight, float)? Stop(Layout layout, int direction, float gap) =>
        layout.CrossingAt is { } at && _light is { } light ? (light, at - direction * gap / 2) : null;

    private static Thing Vehicle(Dice dice) => dice.Weighted([10, 2.6f, 2.4f, 2]) switch
    {
        0 => new Car(dice),
        1 => new Bus(dice),
        2 => new Truck(dice),
        _ => new Van(dice),
    };
}
