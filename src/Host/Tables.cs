using System.Globalization;
using Spectre.Console;

namespace Actors.Host;

/// <summary>Tables for people, on either standard stream.</summary>
internal static class Tables
{
    // A file or pipe has no width of its own, and rows must not wrap in it.
    private const int WidthOfFiles = 200;

    /// <summary>Standard error: beside the results.</summary>
    public static IAnsiConsole OnStandardError() => On(Console.Error, Console.IsErrorRedirected);

    /// <summary>Standard output: where the table is the result.</summary>
    public static IAnsiConsole OnStandardOutput() => On(Console.Out, Console.IsOutputRedirected);

    /// <summary>An empty table: the first column text, the others numbers.</summary>
    public static Table Of(string first, params string[] others)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(first).NoWrap());
        foreach (var title in others)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        return table;
    }

    /// <summary>A share of 0 to 1, in percent; a dash where there is none.</summary>
    public static string Percent(double? share) => share?.ToString("0 %", CultureInfo.InvariantCulture) ?? "-";

    private static IAnsiConsole On(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
