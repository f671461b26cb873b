using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Tune;

/// <summary>Prints what tuning came to, for people.</summary>
internal static class TuneTable
{
    public static void Write(TuneReport report, IAnsiConsole console)
    {
        var stages = Tables.Of("Stage", "ms a frame", "could do frames/s");
        foreach (var stage in report.Stages.Stages)
        {
            stages.AddRow(stage.Name, Text(stage.FrameMs, 2), stage.Rate is { } rate ? Text(rate, 0) : "-");
        }

        var settings = Tables.Of("Devices", "preprocessors", "credits", "in flight", "frames/s", "p99 ms", "CPU ms/frame", "rounds", "");
        foreach (var tried in report.Measured)
        {
            settings.AddRow(
                Markup.Escape(string.Join(", ", tried.Devices)), $"{tried.Settings.Preprocessors}", Text(tried.Settings.Credits),
                tried.Settings.FramesInFlight is { } frames ? Text(frames) : "auto",
                Text(tried.Rate, 1), Text(tried.P99Ms, 1), Text(tried.CpuMs, 2), Text(tried.Rounds), Mark(report, tried));
        }

        console.Write(stages);
        console.WriteLine(report.Stages.Bottleneck);
        console.Write(settings);
        console.WriteLine(report.Objective);
        if (!report.BesideNeighbours)
        {
            console.WriteLine("There was no time to measure the best beside all of its neighbours: --seconds gives more.");
        }

        if (report.WasDisturbed)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Readings of the same settings vary by {report.Noise:0 %}: the machine did other things as well. Tune again when it is quiet."));
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:0} s. {Gain(report)}"));
        if (report.Grid is { } grid)
        {
            console.WriteLine($"Of {grid.Combinations} combinations the best was {grid.Best.Settings}: {Text(grid.Best.Rate, 1)} frames/s, p99 {Text(grid.Best.P99Ms, 1)} ms.");
            console.WriteLine($"Beside it the choice gave {Text(grid.Chosen.Rate, 1)} frames/s, p99 {Text(grid.Chosen.P99Ms, 1)} ms: {Text(grid.RateShare, 3)} of the rate, {Text(grid.LatencyShare, 3)} of the latency.");
        }
    }

    private static string Mark(TuneReport report, TuneReport.Tried tried) =>
        tried.Settings == report.Chosen.Settings ? tried.Settings == report.Before.Settings ? "chosen, as it was" : "chosen"
        : tried.Settings == report.Before.Settings ? "as it was" : "";

    private static string Gain(TuneReport report) => report.Chosen.Settings == report.Before.Settings
        ? "The settings are best as they are."
        : $"Chosen: {report.Chosen.Settings}. Frames/s {Text(report.Before.Rate, 1)} -> {Text(report.Chosen.Rate, 1)} ({Change(report.Chosen.Rate, report.Before.Rate)}), "
            + $"p99 {Text(report.Before.P99Ms, 1)} -> {Text(report.Chosen.P99Ms, 1)} ms ({Change(report.Chosen.P99Ms, report.Before.P99Ms)}).";

    private static string Change(double after, double before) => (after / before - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);

    private static string Text(double value, int decimals = 0) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
