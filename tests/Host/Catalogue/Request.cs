namespace Actors.Tests.Host.Catalogue;

/// <summary>What a <see cref="ModelServer"/> was asked.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">What for.</param>
/// <param name="Headers">By their names in lower case.</param>
internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public static Request Parse(IReadOnlyList<string> lines)
    {
        var words = lines[0].Split(' ');
        return new Request(words[0], words[1], lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim().ToLowerInvariant(), pair => pair[1].Trim()));
    }
}
