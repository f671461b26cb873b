namespace Actors.Street;

/// <summary>What the classes are called.</summary>
public static class StreetLabels
{
    /// <summary>By class number.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<StreetClass>().Select(kind => Enum.GetName(kind)!.ToLowerInvariant())];

    /// <summary>The name of a class.</summary>
    public static string NameOf(StreetClass kind) => Names[(int)kind];

    /// <summary>The number of a class as a category of COCO's format, which counts them from 1.</summary>
    public static int CategoryOf(StreetClass kind) => (int)kind + 1;
}
