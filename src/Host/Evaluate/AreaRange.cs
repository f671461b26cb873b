namespace Actors.Host.Evaluate;

/// <summary>Objects of a size, in square pixels, both ends included. The ranges are COCO's.</summary>
internal readonly record struct AreaRange(double Lowest, double Highest)
{
    private const double SmallSide = 32;
    private const double LargeSide = 96;
    private const double Unlimited = 1e10;

    public static readonly AreaRange All = new(0, Unlimited);
    public static readonly AreaRange Small = new(0, SmallSide * SmallSide);
    public static readonly AreaRange Medium = new(SmallSide * SmallSide, LargeSide * LargeSide);
    public static readonly AreaRange Large = new(LargeSide * LargeSide, Unlimited);

    public bool Holds(double area) => area >= Lowest && area <= Highest;
}
