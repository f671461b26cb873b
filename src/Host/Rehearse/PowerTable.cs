using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Rehearse;

/// <summary>Prints what parking devices came to, for people.</summary>
internal static class PowerTable
{
    public static void Write(PowerReport report, IAnsiConsole console)
    {
        var acts = Tables.Of("The live camera", "devices in service", "frames/s", "p99 ms", "CPU ms/frame", "as asked");
        foreach (var act in report.Acts)
        {
            acts.AddRow(
                act.Name, RehearsalTable.Text(act.InService, 2), RehearsalTable.Text(act.Rate, 1), RehearsalTable.Text(act.P99Ms, 1),
                RehearsalTable.Text(act.CpuMs, 2), RehearsalTable.Verdict(act.Holds));
        }

        console.Write(acts);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The burst had every device after {RehearsalTable.Text(report.BroughtInMs)} ms, came to {report.BurstRate:0} frames/s ({report.PerformanceBurstRate:0} with every device in service all the time) and lost {RehearsalTable.Text(report.Lost)} frames; {report.ParkedAgainAfterSeconds:0.0} s after it one was in service alone. {report.OutOfOrder.Value} live frames came out twice or out of order."));
        console.WriteLine($"Devices in service, from second: {string.Join(", ", Steps(report.Timeline))}.");
        console.WriteLine(report.Holds ? "All is as asked." : "Not all is as asked.");
    }

    // Devices that come or go together are one step.
    private static IEnumerable<string> Steps(IReadOnlyList<PowerReport.Change> timeline)
    {
        const double together = 0.2;
        var told = 0;
        for (var at = 0; at < timeline.Count; at++)
        {
            if (timeline[at].Devices != told && (at + 1 == timeline.Count || timeline[at + 1].Seconds - timeline[at].Seconds > together))
            {
                told = timeline[at].Devices;
                yield return string.Create(CultureInfo.InvariantCulture, $"{timeline[at].Devices} from {timeline[at].Seconds:0.0}");
            }
        }
    }
}
