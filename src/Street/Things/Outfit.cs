namespace Actors.Street.Things;

/// <summary>What somebody looks like: how tall and broad, and what they wear and carry.</summary>
internal sealed record Outfit
{
    private static readonly float[] LegShares = [8, 2, 1.5f, 1.3f, 2];
    private static readonly float[] HeadShares = [7, 4, 1, 2, 1, 1.5f];
    private static readonly float[] BagShares = [9, 2.5f, 2.5f, 1, 1.5f];

    public enum Garment
    {
        Trousers,
        Shorts,
        Skirt,
        Dress,
        Coat,
    }

    public enum Headgear
    {
        ShortHair,
        LongHair,
        Bald,
        Cap,
        Hat,
        Hood,
        Helmet,
    }

    public enum Bag
    {
        None,
        Backpack,
        Shoulder,
        Suitcase,
        Shopping,
    }

    public Outfit(Dice dice)
    {
        Height = dice.Chance(0.12) ? dice.Between(1.05f, 1.45f) : dice.Between(1.55f, 1.95f);
        Build = dice.Between(0.88f, 1.35f);
        Skin = Looks.Skin(dice);
        Hair = Looks.Hair(dice);
        Top = Looks.Cloth(dice);
        Second = dice.Chance(0.3) ? Looks.Cloth(dice) : Top;
        Legs = dice.Chance(0.5) ? Looks.Near(dice, new Rgb(0.14f, 0.17f, 0.26f), 0.25f) : Looks.Cloth(dice);
        Shoes = dice.Chance(0.7) ? new Rgb(0.1f, 0.09f, 0.09f) : Looks.Cloth(dice);
        Wears = (Garment)dice.Weighted(LegShares);
        Head = (Headgear)dice.Weighted(HeadShares);
        HeadColour = Looks.Cloth(dice);
        Carries = (Bag)dice.Weighted(BagShares);
        BagColour = Looks.Cloth(dice);
        HasBareArms = Wears != Garment.Coat && dice.Chance(0.35);
        IsMarked = dice.Chance(0.2);
    }

    /// <summary>In metres.</summary>
    public float Height { get; init; }

    /// <summary>How broad, in parts of the usual.</summary>
    public float Build { get; init; }

    public Rgb Skin { get; init; }

    public Rgb Hair { get; init; }

    public Rgb Top { get; init; }

    /// <summary>The sleeves, or a stripe.</summary>
    public Rgb Second { get; init; }

    public Rgb Legs { get; init; }

    public Rgb Shoes { get; init; }

    public Garment Wears { get; init; }

    public Headgear Head { get; init; }

    public Rgb HeadColour { get; init; }

    public Bag Carries { get; init; }

    public Rgb BagColour { get; init; }

    public bool HasBareArms { get; init; }

    /// <summary>Whether there is a stripe across the chest.</summary>
    public bool IsMarked { get; init; }
}
