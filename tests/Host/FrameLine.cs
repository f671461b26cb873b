using System.Text.Json;

namespace Actors.Tests.Host;

/// <summary>One line of <c>jsonl:</c> output.</summary>
public sealed record FrameLine(
    string Camera, long Sequence, DateTimeOffset Captured, string Device, int Attempt, FrameLine.Times Latency, IReadOnlyList<FrameLine.Found> Detections)
{
    public sealed record Times(double PrepareMs, double WaitMs, double InferMs, double TotalMs);

    public sealed record Found(int ClassId, string Label, double Score, Rectangle Box);

    public sealed record Rectangle(double X, double Y, double Width, double Height);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>Reads lines, each of which must be whole and end in a line feed.</summary>
    public static IReadOnlyList<FrameLine> ParseAll(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'), "The last line is cut off.");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<FrameLine>(line, Strict)!)];
    }

    /// <summary>Asserts that a camera's lines are 0 to N-1 in order.</summary>
    public static void AssertComplete(IEnumerable<FrameLine> lines, int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(number => (long)number), lines.Select(line => line.Sequence));
}
