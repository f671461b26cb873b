using System.Globalization;

namespace Actors;

/// <summary>What class numbers are called.</summary>
public sealed class Labels : IEquatable<Labels>
{
    /// <summary>No names: a class is called by its number.</summary>
    public static readonly Labels None = new([]);

    private readonly Dictionary<int, string> _names;

    private Labels(Dictionary<int, string> names) => _names = names;

    /// <summary>The classes that have names.</summary>
    public IReadOnlyDictionary<int, string> Names => _names;

    /// <summary>The name of a class, or its number where it has none.</summary>
    public string this[int classId] => _names.TryGetValue(classId, out var name) ? name : classId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether both name the same.</summary>
    public bool Equals(Labels? other) => other is not null && _names.Count == other._names.Count && _names.All(name => other._names.TryGetValue(name.Key, out var known) && known == name.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => _names.Count;

    /// <summary>How many there are.</summary>
    public override string ToString() => _names.Count switch { 0 => "none", 1 => "1 name", var count => string.Create(CultureInfo.InvariantCulture, $"{count} names") };

    /// <summary>Reads a label file: one name a line, the first for class 0; or, on every line, a number and its name.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Labels FromFile(string path) => Parse(File.ReadAllLines(path));

    /// <summary>Reads the lines of a label file.</summary>
    public static Labels Parse(IReadOnlyList<string> lines)
    {
        var numbered = lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => SplitNumber(line.Trim())).ToList();
        var names = new Dictionary<int, string>();
        if (numbered.Count > 0 && numbered.All(line => line is not null))
        {
            foreach (var (number, name) in numbered.Select(line => line!.Value))
            {
                names[number] = name;
            }
        }
        else
        {
            foreach (var (number, name) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
            {
                names[number] = name.Trim();
            }
        }

        return new Labels(names);
    }

    // "16  cat", "16: cat"
    private static (int Number, string Name)? SplitNumber(string line)
    {
        var end = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end > 0 && line[end] is ' ' or ':' or '\t' && int.TryParse(line.AsSpan(0, end), CultureInfo.InvariantCulture, out var number)
            ? (number, line[end..].TrimStart(' ', ':', '\t').Trim())
            : null;
    }
}
