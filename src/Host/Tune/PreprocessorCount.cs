using System.Globalization;

namespace Actors.Host.Tune;

/// <summary>How many preprocessors there are: always as many, or from so many to so many, as frames need them.</summary>
/// <param name="Least">At the start, and at least.</param>
/// <param name="Most">At most; as many where the pool does not resize itself.</param>
internal readonly record struct PreprocessorCount(int Least, int Most)
{
    /// <summary>Whether the pool resizes itself.</summary>
    public bool IsResized => Most > Least;

    /// <summary>Always as many.</summary>
    public static implicit operator PreprocessorCount(int always) => new(always, always);

    /// <summary>In words.</summary>
    public override string ToString() => IsResized ? string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}") : Most.ToString(CultureInfo.InvariantCulture);
}
