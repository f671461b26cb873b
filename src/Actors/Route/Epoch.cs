namespace Actors.Route;

/// <summary>Counts a device's lives: it goes up whenever the device is opened anew or taken back into service.</summary>
/// <remarks>An answer that carries an older epoch than the dealer knows is late, and its frame somebody else's.</remarks>
public readonly record struct Epoch(int Number)
{
    /// <summary>The next life.</summary>
    public Epoch Next => new(Number + 1);

    /// <inheritdoc/>
    public override string ToString() => $"epoch {Number}";
}
