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
        console.WriteLine("Result: from capture to the result, 99th percentile; beside it what preparing and the device take by their medians, and how many times as long the result takes.");
        foreach (var fault in report.Faults)
        {
            console.WriteLine(fault);
        }
    }

    private static void Write(BenchReport.Measured scenario, IAnsiConsole console)
    {
        var (theory, bare) = (scenario.Theory, scenario.Bare);
        console.WriteLine();
        console.WriteLine($"{scenario.Name}: {scenario.Cameras} into {scenario.Devices}");
        console.WriteLine(
            $"At best {Text(theory.Rate, 1)} frames/s, by the {theory.Limit} (cameras {(theory.Cameras is { } rate ? Text(rate, 1) : "-")}, devices {Text(theory.Devices, 1)}, cores {Text(theory.Cores, 1)}). "
            + $"CPU ms a frame at least {Text(bare.TotalMs, 2)}: capture {Text(bare.CaptureMs, 2)}, prepare {Text(bare.PrepareMs, 2)}, devices {Text(bare.InferMs, 2)}, view {Text(bare.ViewMs, 2)}.");
        var table = Tables.Of("design", "frames/s", "share", "p50 ms", "p95 ms", "p99 ms", "result ms", "CPU ms/frame", "device ms/frame", "J/frame", "bytes/frame", "collections", "heap MiB", "peak MiB", "growth MiB");
        foreach (var contender in scenario.Designs)
        {
            var median = contender.Median;
            var share = contender.Of(run => run.Rate / theory.Rate);
            table.AddRow(
                contender.Design,
                Text(median.Rate, 1),
                $"{Text(share.Median, 3)} ({Text(share.Lowest, 3)}-{Text(share.Highest, 3)})",
                Text(median.P50Ms, 1),
                Text(median.P95Ms, 1),
                Spread(contender.Of(run => run.P99Ms), 1),
                $"{Text(median.ResultP99Ms, 1)} / {Text(median.PrepareP50Ms + median.InferP50Ms, 1)} = {Text(median.ResultPerStages, 2)}",
                Text(median.CpuMs, 2),
                Text(median.DeviceMs, 2),
                median.Joules is { } joules ? Text(joules, 4) : "-",
                Text(median.BytesPerFrame, 0),
                string.Join('/', Enumerable.Range(0, 3).Select(generation => contender.Runs.Sum(run => run.Collections[generation]))),
                Text(median.ManagedMiB, 1),
                Text(median.PeakMiB, 0),
                Text(median.GrowthMiB, 0));
        }

        console.Write(table);
        foreach (var contender in scenario.Designs)
        {
            var stages = ThreadTimes.Names.Select(stage => (stage, Ms: contender.Median.StageCpuMs.GetValueOrDefault(stage))).Where(stage => stage.Ms > 0).ToList();
            console.WriteLine($"  {contender.Design}, CPU ms a frame: {string.Join(", ", stages.Select(stage => $"{stage.stage} {Text(stage.Ms, 3)}"))}");
        }
    }

    private static string Spread(Statistics figure, int decimals) => $"{Text(figure.Median, decimals)} ({Text(figure.Lowest, decimals)}-{Text(figure.Highest, decimals)})";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
