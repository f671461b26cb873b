using System.Globalization;
using Actors.Capture;
using Spectre.Console;

namespace Actors.Host;

/// <summary>Prints a run's summary for people, on standard error since standard output is for results.</summary>
internal static class SummaryTable
{
    public static void Write(RunSummary summary)
    {
        // Only of cameras that know what is in their frames.
        var anyFound = summary.Cameras.Any(row => row.Found is not null);
        var cameras = Tables.Of("Camera", ["frames", "captured", "frames/s", "dropped", "p50 ms", "p95 ms", "p99 ms", .. anyFound ? ["objects", "precision", "recall"] : Array.Empty<string>()]);
        foreach (var row in summary.Cameras)
        {
            cameras.AddRow([
                Markup.Escape(row.Camera), Number(row.Rendered), Number(row.Captured), Number(row.Rate, 1), Drops(row.Drops),
                Number(row.P50Ms, 1), Number(row.P95Ms, 1), Number(row.P99Ms, 1),
                .. anyFound ? [row.Found is { } found ? Number(found.Objects) : "-", Tables.Percent(row.Found?.Precision), Tables.Percent(row.Found?.Recall)] : Array.Empty<string>(),
            ]);
        }

        var devices = Tables.Of("Device", "frames", "frames/s", "busy", "p50 ms", "p99 ms", "faults", "runs on");

        // The one column that is prose, and may wrap on a narrow terminal.
        devices.Columns[^1].LeftAligned().NoWrap = false;
        foreach (var row in summary.Devices)
        {
            devices.AddRow(
                Markup.Escape(row.Device), Number(row.Frames), Number(row.Rate, 1), Tables.Percent(row.Busy), Number(row.P50Ms, 1), Number(row.P99Ms, 1),
                Number(row.Faults), Markup.Escape(row.Path));
        }

        var stages = Tables.Of("Stage", "busy");
        foreach (var stage in summary.Attribution.Stages)
        {
            stages.AddRow(Markup.Escape(stage.Name), Tables.Percent(stage.Busy));
        }

        var console = Tables.OnStandardError();
        console.WriteLine();
        console.Write(cameras);
        console.Write(devices);
        console.Write(stages);
        foreach (var row in summary.Cameras.Where(row => row.NotCompared is not null))
        {
            console.MarkupLineInterpolated($"Camera {row.Camera}: {row.NotCompared}");
        }

        foreach (var (output, frames) in summary.Missed)
        {
            console.MarkupLineInterpolated($"Output {output} missed {frames} frames.");
        }

        console.MarkupLineInterpolated($"{summary.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. {summary.Attribution.BottleneckText} {summary.Attribution.PredictionText} {summary.Cost}");
    }

    private static string Drops(IReadOnlyList<(DropCause Cause, long Count)> drops) => drops.Count == 0
        ? "0"
        : string.Join(", ", drops.Select(drop => string.Create(CultureInfo.InvariantCulture, $"{drop.Count} {Configuration.ConfigNames.Name(drop.Cause)}")));

    private static string Number(double value, int decimals = 0) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
