namespace Actors.Street;

/// <summary>One moment of one street, as a data set has many.</summary>
/// <param name="Seed">The street.</param>
/// <param name="Time">The moment, in seconds.</param>
/// <param name="Density">How full the street is, 0 to 1.</param>
/// <param name="Quality">How well the image is kept, 0 to 1.</param>
public readonly record struct StreetMoment(long Seed, double Time, double Density, double Quality)
{
    private const float LongestTime = 3600;

    // Streets of data sets are none that somebody would name: these have seeds of 63 bits.
    private const int SpareBits = 1;

    /// <summary>A moment of a data set: another street each, at any time.</summary>
    /// <param name="seed">The data set's.</param>
    /// <param name="index">Its number in the data set.</param>
    /// <param name="density">How full all streets are; null for anything.</param>
    public static StreetMoment Of(int seed, int index, double? density = null)
    {
        var dice = new Dice((ulong)seed).For(Purpose.Moment, index);
        return new StreetMoment((long)(dice.Next() >> SpareBits), dice.Between(0, LongestTime), density ?? dice.Between(0.1f, 1), dice.Unit());
    }
}
