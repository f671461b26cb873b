using Actors.Street.Scenes;
using Actors.Street.Things;

namespace Actors.Street.Traffic;

/// <summary>What stays where it is: parked vehicles and bicycles, trees, lamps, all that stands on pavements, and those who wait there.</summary>
internal sealed class Standing
{
    private const float Slot = 6.3f;
    private const float Begin = -20;

    private readonly Layout _layout;
    private readonly List<Placed> _placed = [];
    private readonly int _number;

    private Standing(Layout layout, int number) => (_layout, _number) = (layout, number);

    /// <summary>Everything of a street.</summary>
    /// <param name="dice">The street's.</param>
    /// <param name="layout">How it is laid out.</param>
    /// <param name="climate">Bare trees in snow, lamps where the light expects them.</param>
    /// <param name="density">How full it is, 0 to 1.</param>
    /// <param name="hasLights">Whether traffic lights stand at the crossing.</param>
    /// <param name="number">Its own, among all that give ids.</param>
    public static IReadOnlyList<Placed> In(Dice dice, Layout layout, Climate climate, double density, bool hasLights, int number)
    {
        var standing = new Standing(layout, number);
        for (var side = -1; side <= 1; side += 2)
        {
            standing.Park(dice.For(Purpose.Parking, side), side, density);
            standing.Furnish(dice.For(Purpose.Furniture, side), side, climate, hasLights);
            standing.Wait(dice.For(Purpose.Standing, side), side, density);
        }

        return standing._placed;
    }

    private void Park(Dice dice, int side, double density)
    {
        if (!_layout.Parks(side))
        {
            return;
        }

        var heading = _layout.Direction(side) > 0 ? 0 : MathF.PI;
        for (var y = Begin + dice.Between(0, Slot); y < _layout.Ends - 15; y += Slot)
        {
            if (IsCrossing(y, 5))
            {
                continue;
            }

            var x = side * (_layout.Parking + dice.Between(-0.15f, 0.1f));
            if (dice.Chance(0.25 + 0.55 * density))
            {
                Thing vehicle = dice.Weighted([12, 3]) == 0 ? new Car(dice) : new Van(dice);
                Put(vehicle, x, y, heading + (dice.Chance(0.12) ? MathF.PI : 0) + dice.Between(-0.03f, 0.03f));
            }
            else if (dice.Chance(0.18))
            {
                Put(LookAlikes.AtKerb(dice), x, y, heading + dice.Between(-0.1f, 0.1f));
            }
        }
    }

    private void Furnish(Dice dice, int side, Climate climate, bool hasLights)
    {
        var kerb = side * (_layout.Kerb + 0.45f);
        var facing = side < 0 ? MathF.PI / 2 : -MathF.PI / 2;
        var hasTrees = dice.Chance(0.5);
        var spacing = climate.Light.LampSpacing;
        for (var y = MathF.Floor(Begin / spacing) * spacing; y < _layout.Ends; y += spacing)
        {
            Put(StreetLamp.Of(dice), kerb, y, side > 0 ? MathF.PI : 0);
            if (hasTrees && !IsCrossing(y + spacing / 2, 3))
            {
                Put(Greenery.Tree(dice, climate.IsSnowy), kerb + side * 0.3f, y + spacing / 2, 0);
            }
        }

        for (var y = Begin; y < _layout.Ends - 10; y += dice.Between(2.5f, 9))
        {
            if (IsCrossing(y, 3))
            {
                continue;
            }

            var atWall = side * (_layout.Walk - 0.4f);
            switch (dice.Weighted([3, 3, 1.3f, 1.5f, 1.6f, 1]))
            {
                case 0:
                    Put(Furniture.Any(dice), kerb, y, facing);
                    break;
                case 1:
                    Put(Furniture.Any(dice), atWall, y, facing);
                    break;
                case 2:
                    Put(LookAlikes.OnPavement(dice), side * (_layout.Walk + (_layout.HouseDistance > 1.5f ? 1 : -0.9f)), y, dice.Chance(0.8) ? (side > 0 ? 0 : MathF.PI) : dice.Between(0, MathF.Tau));
                    y += 3;
                    break;
                case 3:
                    for (var count = 1 + dice.Below(3); count > 0; count--, y += 0.7f)
                    {
                        Put(new Bicycle(dice, isRidden: false), dice.Chance(0.5) ? kerb + side * 0.3f : atWall, y, facing + dice.Between(-0.5f, 0.5f));
                    }

                    break;
                case 4 when _layout.HouseDistance > 1.5f:
                    Put(Greenery.Bush(dice), side * (_layout.Walk + 0.8f), y, 0);
                    break;
                case 5 when _layout.HouseDistance > 1.5f:
                    Put(Greenery.Tree(dice, climate.IsSnowy), side * (_layout.Walk + 1.2f), y, 0);
                    break;
                default:
                    break;
            }
        }

        if (hasLights && _layout.CrossingAt is { } at)
        {
            var direction = _layout.Direction(side);
            Put(new TrafficLight(), side * (_layout.Kerb + 0.3f), at - direction * 2.6f, direction > 0 ? 0 : MathF.PI);
        }
    }

    private void Wait(Dice dice, int side, double density)
    {
        for (var y = Begin + dice.Between(0, 8); y < _layout.Ends - 20; y += dice.Between(4, 16))
        {
            if (!dice.Chance(0.1 + 0.65 * density))
            {
                continue;
            }

            if (dice.Chance(0.18))
            {
                var facing = side < 0 ? MathF.PI / 2 : -MathF.PI / 2;
                var x = side * (_layout.Walk - 0.5f);
                Put(Furniture.Bench(dice), x, y, facing);
                for (var seat = -1; seat <= 1; seat++)
                {
                    if (dice.Chance(0.5))
                    {
                        Put(new Pedestrian(dice, sits: true), x - side * 0.05f, y + seat * 0.58f, facing);
                    }
                }

                continue;
            }

            var place = side * dice.Between(_layout.Kerb + 0.4f, _layout.Walk - 0.3f);
            for (var count = 1 + dice.Below(3); count > 0; count--)
            {
                Put(new Pedestrian(dice), place + dice.Between(-0.3f, 0.3f), y, dice.Between(0, MathF.Tau));
                y += dice.Between(0.55f, 0.9f);
            }
        }
    }

    private bool IsCrossing(float y, float distance) => _layout.CrossingAt is { } at && MathF.Abs(y - at) < distance;

    private void Put(Thing thing, float x, float y, float heading) =>
        _placed.Add(new Placed(thing, Lane.IdOf(0, _number + _placed.Count), new Vector3(x, y, 0), heading, default));
}
