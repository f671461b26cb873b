namespace Actors.Street.Scenes;

/// <summary>How a street is laid out from its middle to the houses; lengths in metres, both sides alike but for what is parked.</summary>
internal sealed class Layout
{
    private const float BikeStrip = 1.5f;
    private const float ParkingStrip = 2.3f;

    public Layout(Dice dice)
    {
        LanesEachWay = dice.Chance(0.3) ? 2 : 1;
        LaneWidth = dice.Between(3.1f, 3.6f);
        KeepsLeft = dice.Chance(0.2);
        ParksLeft = dice.Chance(0.55);
        ParksRight = dice.Chance(0.55);
        HasBikeLane = dice.Chance(0.5);
        Pavement = dice.Between(2.6f, 5);
        HouseDistance = dice.Chance(0.3) ? dice.Between(2, 6) : 0.3f;
        CrossingAt = dice.Chance(0.6) ? dice.Between(9, 24) : null;
        Style = (Quarter)dice.Weighted([4, 2.5f, 1.5f, 2]);
        Ends = dice.Between(110, 160);
    }

    /// <summary>What kind of neighbourhood it is.</summary>
    public enum Quarter
    {
        City,
        Suburb,
        Works,
        Park,
    }

    public Quarter Style { get; }

    public int LanesEachWay { get; }

    public float LaneWidth { get; }

    /// <summary>Whether traffic keeps to the left.</summary>
    public bool KeepsLeft { get; }

    public bool ParksLeft { get; }

    public bool ParksRight { get; }

    /// <summary>Whether the strip for bicycles is marked.</summary>
    public bool HasBikeLane { get; }

    /// <summary>The pavement's width.</summary>
    public float Pavement { get; }

    /// <summary>From the pavement to the houses.</summary>
    public float HouseDistance { get; }

    /// <summary>Where along the street there is a crossing for people; null for nowhere.</summary>
    public float? CrossingAt { get; }

    /// <summary>Where another street closes it.</summary>
    public float Ends { get; }

    /// <summary>From the middle to the edge of the lanes.</summary>
    public float Road => LanesEachWay * LaneWidth;

    /// <summary>From the middle to where bicycles ride.</summary>
    public float Bicycles => Road + BikeStrip / 2;

    /// <summary>From the middle to where cars are parked.</summary>
    public float Parking => Road + BikeStrip + ParkingStrip / 2;

    /// <summary>From the middle to the kerb.</summary>
    public float Kerb => Road + BikeStrip + ParkingStrip;

    /// <summary>From the middle to the pavement's far edge.</summary>
    public float Walk => Kerb + Pavement;

    /// <summary>From the middle to the houses.</summary>
    public float Houses => Walk + HouseDistance;

    /// <summary>Whether cars are parked on a side: -1 is the left, 1 the right.</summary>
    public bool Parks(int side) => side < 0 ? ParksLeft : ParksRight;

    /// <summary>Where traffic on a side goes: 1 is along the street, away from the camera, -1 against it.</summary>
    public int Direction(int side) => KeepsLeft ? -side : side;
}
