using System.Text.Json;

namespace Actors.Host.Bench;

/// <summary>How the benchmark writes JSON.</summary>
internal static class BenchJson
{
    /// <summary>One line.</summary>
    public static JsonSerializerOptions Line { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>For people to read, too.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Line) { WriteIndented = true };
}
