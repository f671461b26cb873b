using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Soak;

/// <summary>Prints what a soak came to, for people.</summary>
internal static class SoakTable
{
    public static void Write(SoakReport report, IAnsiConsole console)
    {
        var growths = Tables.Of("What is to stay flat", "first quarter", "last quarter", "at rest before", "at rest after", "may grow by", "flat");
        foreach (var growth in report.Growths)
        {
            growths.AddRow(
                growth.What, Text(growth, growth.FirstQuarter), Text(growth, growth.LastQuarter), Text(growth, growth.RestBefore), Text(growth, growth.RestAfter),
                Text(growth, growth.Allowed), growth.IsFlat ? "yes" : "NO");
        }

        var faults = Tables.Of("Faults", "times");
        foreach (var fault in report.Faults)
        {
            faults.AddRow(fault.What, Text(fault.Times));
        }

        var changes = Tables.Of("Changes of", "times");
        foreach (var change in report.Changes)
        {
            changes.AddRow(change.What, Text(change.Times));
        }

        var cameras = Tables.Of("Camera", "captured", "rendered", "dropped", "lost");
        foreach (var camera in report.Cameras)
        {
            cameras.AddRow(
                Markup.Escape(camera.Camera), Text(camera.Captured), Text(camera.Rendered),
                camera.Drops.Count == 0 ? "0" : string.Join(", ", camera.Drops.Select(drop => $"{Text(drop.Times)} {drop.What}")), Text(camera.Lost));
        }

        console.Write(growths);
        console.Write(faults);
        console.Write(changes);
        console.Write(cameras);
        foreach (var refused in report.Refused.CountBy(refused => refused))
        {
            console.MarkupLineInterpolated($"Not changed, {refused.Value} times: {refused.Key}");
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Seconds:0} s, seed {report.Seed}: {report.Lost} frames lost, {report.OutOfOrder} of {report.Shown} twice or out of order, {report.Growths.Count(growth => !growth.IsFlat)} figures grew. {(report.Holds ? "All is well." : "Not all is well.")}"));
    }

    private static string Text(Growth growth, double? value) => value is { } number
        ? growth.Unit.Length > 0 ? $"{number.ToString("F1", CultureInfo.InvariantCulture)} {growth.Unit}" : number.ToString("0.#", CultureInfo.InvariantCulture)
        : "-";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
