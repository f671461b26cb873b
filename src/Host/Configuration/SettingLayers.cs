namespace Actors.Host.Configuration;

/// <summary>Where settings stand: the command line over the environment over files. What is refused is refused with the place where it stands.</summary>
internal sealed class SettingLayers
{
    /// <summary>One place.</summary>
    /// <param name="Name">What messages call it: a file's path, or the command line.</param>
    /// <param name="Sets">Whether it says anything of a key.</param>
    public sealed record Layer(string Name, Predicate<string> Sets);

    private readonly IReadOnlyList<Layer> _layers;

    /// <summary>Creates them.</summary>
    /// <param name="layers">Each over those after it.</param>
    public SettingLayers(params IEnumerable<Layer> layers) => _layers = [.. layers];

    /// <summary>These, over others.</summary>
    public SettingLayers Over(params IEnumerable<Layer> others) => new([.. _layers, .. others]);

    /// <summary>The place of a key; of what is missing, the place of the section that lacks it. Null where no place says anything.</summary>
    /// <param name="keys">The key; with others, of all of them the one that stands topmost.</param>
    public string? PlaceOf(params IReadOnlyList<string> keys)
    {
        if (_layers.FirstOrDefault(layer => keys.Any(key => layer.Sets(key))) is { } found)
        {
            return found.Name;
        }

        return keys[0].LastIndexOfAny(['.', ':']) is > 0 and var end ? PlaceOf(keys[0][..end]) : null;
    }

    /// <summary>Reads settings, and names the place of one that is refused.</summary>
    /// <exception cref="UsageException">A setting is refused: place, key and reason in one line.</exception>
    public T Located<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SettingException wrong)
        {
            var place = wrong.Against is { } other ? PlaceOf(wrong.Key, other) : PlaceOf(wrong.Key);
            throw new UsageException(place is null ? wrong.Message : $"{place}: {wrong.Message}", wrong);
        }
    }
}
