using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Bench;

/// <summary>Prints a benchmark for people.</summary>
internal static class BenchTable
{
    public static void Write(BenchReport report, IAnsiConsole console)
    {
        foreach (var scenario in report.Scenarios)
        {
            Write(scenario, console);
        }

        console.WriteLine($"{report.Machine.Processor}, {report.Machine.Cores} cores, {report.Machine.System}, {report.Machine.Runtime}");
        console.WriteLine($"Medians of {report.Rounds} rounds of {Text(report.Seconds, 1)} s; in brackets the lowest and highest. {report.Settings}");
    }

    private static void Write(BenchReport.Measured scenario, IAnsiConsole console)
    {
        var (theory, bare) = (scenario.Theory, scenario.Bare);
        console.WriteLine();
        console.WriteLine($"{scenario.Name}: {scenario.Cameras} into {scenario.Devices}");
        console.WriteLine(
            $"At best {Text(theory.Rate, 1)} frames/s, by the {theory.Limit} (cameras {(theory.Cameras is { } rate ? Text(rate, 1) : "-")}, devices {Text(theory.Devices, 1)}, cores {Text(theory.Cores, 1)}). "
            + $"CPU ms a frame at least {Text(bare.TotalMs, 2)}: capture {Text(bare.CaptureMs, 2)}, prepare {Text(bare.PrepareMs, 2)}, devices {Text(bare.InferMs, 2)}, view {Text(bare.ViewMs, 2)}.");
        var table = Tables.Of("design", "frames/s", "share", "p50 ms", "p95 ms", "p99 ms", "CPU ms/frame", "device ms/frame", "J/frame", "bytes/frame", "collections", "heap MiB", "peak MiB", "growth MiB");
        foreach (var contender in scenario.Designs)
        {
            var share = contender.Of(run => run.Rate / theory.Rate);
            table.AddRow(
                contender.Design,
                Text(contender.Of(run => run.Rate).Median, 1),
                $"{Text(share.Median, 3)} ({Text(share.Lowest, 3)}-{Text(share.Highest, 3)})",
                Text(contender.Of(run => run.P50Ms).Median, 1),
                Text(contender.Of(run => run.P95Ms).Median, 1),
                Spread(contender.Of(run => run.P99Ms), 1),
                Text(contender.Of(run => run.CpuMs).Median, 2),
                Text(contender.Of(run => run.DeviceMs).Median, 2),
                contender.Runs.All(run => run.Joules is not null) ? Text(contender.Of(run => run.Joules!.Value).Median, 4) : "-",
                Text(contender.Of(run => run.BytesPerFrame).Median, 0),
                string.Join('/', Enumerable.Range(0, 3).Select(generation => contender.Runs.Sum(run => run.Collections[generation]))),
                Text(contender.Of(run => run.ManagedMiB).Median, 1),
                Text(contender.Of(run => run.PeakMiB).Median, 0),
                Text(contender.Of(run => run.GrowthMiB).Median, 0));
        }

        console.Write(table);
        foreach (var contender in scenario.Designs)
        {
            var stages = ThreadTimes.Names.Select(stage => (stage, Ms: contender.Of(run => run.StageCpuMs.GetValueOrDefault(stage)).Median)).Where(stage => stage.Ms > 0).ToList();
            console.WriteLine($"  {contender.Design}, CPU ms a frame: {string.Join(", ", stages.Select(stage => $"{stage.stage} {Text(stage.Ms, 3)}"))}");
        }
    }

    private static string Spread(Statistics figure, int decimals) => $"{Text(figure.Median, decimals)} ({Text(figure.Lowest, decimals)}-{Text(figure.Highest, decimals)})";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
