using System.Globalization;

namespace Actors.Interop;

/// <summary>The anchors of an SSD (prior boxes), in the order of its outputs: what each of its answers is relative to.</summary>
public sealed class SsdAnchors : IEquatable<SsdAnchors>
{
    /// <summary>What a file of them holds, for messages.</summary>
    public const string Format = "'ycenter, xcenter, height, width' in each, in parts of the input from 0 to 1";

    private static readonly char[] Separators = [',', ';', ' ', '\t'];

    private readonly Anchor[] _anchors;

    private SsdAnchors(Anchor[] anchors) => _anchors = anchors;

    /// <summary>One of them, in parts of the input.</summary>
    /// <param name="Y">The centre, downwards.</param>
    /// <param name="X">The centre, to the right.</param>
    /// <param name="Height">Above 0.</param>
    /// <param name="Width">Above 0.</param>
    public readonly record struct Anchor(float Y, float X, float Height, float Width);

    /// <summary>How many there are.</summary>
    public int Count => _anchors.Length;

    /// <summary>One of them, from 0.</summary>
    public Anchor this[int index] => _anchors[index];

    /// <summary>Reads a file; see <see cref="Parse"/>.</summary>
    /// <exception cref="FormatException">A line is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SsdAnchors FromFile(string path) => Parse(File.ReadAllLines(path));

    /// <summary>
    /// Reads lines of four numbers, ycenter, xcenter, height and width, apart by commas, semicolons, spaces or tabs. Empty lines, those
    /// that begin with #, and a heading are left out.
    /// </summary>
    /// <exception cref="FormatException">A line is none; the message says which and why.</exception>
    public static SsdAnchors Parse(IReadOnlyList<string> lines)
    {
        var anchors = new List<Anchor>();
        foreach (var (index, line) in lines.Index().Where(line => line.Item.Trim() is { Length: > 0 } text && text[0] != '#'))
        {
            var isHeading = anchors.Count == 0 && char.IsLetter(line.TrimStart()[0]);
            if (!isHeading)
            {
                anchors.Add(ParseLine(line) ?? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {index + 1}, '{line.Trim()}', is no anchor: there are {Format}, height and width above 0.")));
            }
        }

        return anchors.Count > 0 ? new SsdAnchors([.. anchors]) : throw new FormatException($"there are no anchors in it: lines with {Format}.");
    }

    /// <summary>Whether both are the same, in the same order.</summary>
    public bool Equals(SsdAnchors? other) => other is not null && _anchors.AsSpan().SequenceEqual(other._anchors);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SsdAnchors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _anchors[0], _anchors[^1]);

    /// <summary>How many there are.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} anchors");

    private static Anchor? ParseLine(string line)
    {
        var texts = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new float[4];
        if (texts.Length != numbers.Length)
        {
            return null;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers[2] > 0 && numbers[3] > 0 ? new Anchor(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
    }
}
