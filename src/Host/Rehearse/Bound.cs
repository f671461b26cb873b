namespace Actors.Host.Rehearse;

/// <summary>What a figure is asked to be.</summary>
/// <param name="Value">What was measured; null where it was to happen and did not.</param>
/// <param name="Limit">The least or the most that it may be; null where nothing is asked of it.</param>
/// <param name="IsLeast">Whether the limit is the least.</param>
internal sealed record Bound(double? Value, double? Limit, bool IsLeast)
{
    public static Bound AtLeast(double? value, double limit) => new(value, limit, IsLeast: true);

    public static Bound AtMost(double? value, double limit) => new(value, limit, IsLeast: false);

    public static Bound None(double? value) => new(value, null, IsLeast: true);

    public bool Holds => Limit is not { } limit || (Value is { } value && (IsLeast ? value >= limit : value <= limit));
}
