using System.Text.Json;
using Spectre.Console;

namespace Actors.Host;

/// <summary>Prints what a command has found on standard output, once its progress on standard error is over.</summary>
internal static class Reports
{
    /// <summary>Empties the terminal's line, for the next progress or for what comes after the last.</summary>
    public const string ClearLine = "\r\u001b[2K";

    private static readonly JsonSerializerOptions Style = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Prints a report.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="json">Whether as JSON.</param>
    /// <param name="table">Prints it for people.</param>
    public static void Write<T>(T report, bool json, Action<T, IAnsiConsole> table)
    {
        Console.Error.Write(Console.IsErrorRedirected ? "" : ClearLine);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, Style));
        }
        else
        {
            table(report, Tables.OnStandardOutput());
        }
    }
}
