namespace Actors.Route;

/// <summary>Writes values as HOCON has them.</summary>
public static class HoconWriter
{
    /// <summary>A text as a value, whatever is in it.</summary>
    public static string Value(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A list of texts.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Value))}]";
}
