using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Bench;

/// <summary>Rates that were expected of other means, beside those that they then gave.</summary>
internal sealed record PredictionReport(int Rounds, double Seconds, IReadOnlyList<PredictionReport.Row> Rows)
{
    /// <summary>One change; frames a second.</summary>
    public sealed record Row(string Change, Statistics Before, Statistics Expected, Statistics Measured)
    {
        /// <summary>How far the expectation was off, as a share of what was measured.</summary>
        public double Error => Measured.Median > 0 ? Expected.Median / Measured.Median - 1 : 0;
    }

    /// <summary>Prints it for people.</summary>
    public static void Write(PredictionReport report, IAnsiConsole console)
    {
        var table = Tables.Of("change", "before", "expected", "measured", "error");
        foreach (var row in report.Rows)
        {
            table.AddRow(Markup.Escape(row.Change), Text(row.Before), Text(row.Expected), Text(row.Measured), row.Error.ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Frames/s, medians of {report.Rounds} rounds of {report.Seconds:0.#} s; in brackets the lowest and highest."));
    }

    private static string Text(Statistics rate) => string.Create(CultureInfo.InvariantCulture, $"{rate.Median:0.0} ({rate.Lowest:0}-{rate.Highest:0})");
}
