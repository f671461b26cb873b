namespace Actors.Truth;

/// <summary>Objects of a size. The ranges are COCO's.</summary>
/// <param name="Lowest">Square pixels, included.</param>
/// <param name="Highest">Square pixels, included.</param>
public readonly record struct AreaRange(double Lowest, double Highest)
{
    private const double SmallSide = 32;
    private const double LargeSide = 96;
    private const double Unlimited = 1e10;

    /// <summary>Of any size.</summary>
    public static readonly AreaRange All = new(0, Unlimited);

    /// <summary>Up to 32x32 pixels.</summary>
    public static readonly AreaRange Small = new(0, SmallSide * SmallSide);

    /// <summary>Up to 96x96.</summary>
    public static readonly AreaRange Medium = new(SmallSide * SmallSide, LargeSide * LargeSide);

    /// <summary>Beyond.</summary>
    public static readonly AreaRange Large = new(LargeSide * LargeSide, Unlimited);

    /// <summary>Whether an object of this area is one of them.</summary>
    public bool Holds(double area) => area >= Lowest && area <= Highest;
}
