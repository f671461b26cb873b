using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Rehearse;

/// <summary>Prints what a rehearsal came to, for people.</summary>
internal static class RehearsalTable
{
    public static void Write(RehearsalReport report, IAnsiConsole console)
    {
        var faults = Tables.Of("Every frame wanted", "device", "noticed ms", "taken back", "run again", "others", "lost", "frames/s before", "the second after", "served after ms", "once back", "as asked");
        foreach (var fault in report.Faults)
        {
            faults.AddRow(
                Markup.Escape(fault.Fault), Markup.Escape(fault.Device), Text(fault.DetectedMs, 1), Text(fault.TakenBack), Text(fault.SecondAttempts), Text(fault.Others),
                Text(fault.Lost), Text(fault.Before, 1), Text(fault.During, 3), Text(fault.ServedAfterMs, 0), Text(fault.After, 3), Verdict(fault.Holds));
        }

        var live = Tables.Of("Live", "noticed ms", "p99 ms before", "meanwhile", "after", "longest ms", "dropped", "lost", "as asked");
        live.AddRow(
            "hang", Text(report.Live.DetectedMs, 1), Text(report.Live.P99BeforeMs, 1), Text(report.Live.P99MeanwhileMs, 1), Text(report.Live.P99AfterMs, 1),
            Text(report.Live.LongestMs, 1), Text(report.Live.Dropped), Text(report.Live.Lost), Verdict(report.Live.Holds));

        console.Write(faults);
        console.Write(live);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Of {report.Captured} frames wanted {report.Lost.Value} were lost; {report.OutOfOrder.Value + report.Live.OutOfOrder.Value} came out twice or out of order. {(report.Holds ? "All is as asked." : "Not all is as asked.")}"));
    }

    // A figure, and what is asked of it.
    internal static string Text(Bound bound, int decimals = 0)
    {
        var value = bound.Value is { } measured ? Text(measured, decimals) : "never";
        return bound.Limit is { } limit ? $"{value} ({(bound.IsLeast ? ">=" : "<=")} {Text(limit, limit == Math.Truncate(limit) ? 0 : Math.Max(1, decimals - 1))})" : value;
    }

    internal static string Text(double value, int decimals = 0) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    internal static string Verdict(bool holds) => holds ? "yes" : "NO";
}
