using System.CommandLine;
using System.Globalization;
using Actors.Host.Bench;
using Actors.Host.Configuration;
using Actors.Interop;
using Actors.Tpu;
using Spectre.Console;

namespace Actors.Host.Commands;

/// <summary><c>bench</c>: whole runs, measured against what the devices could do at best.</summary>
internal static class BenchCommand
{
    private const string Camera = "test:640x480@0";
    private static readonly TimeSpan ServiceTime = TimeSpan.FromMilliseconds(7.6);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly int[] SimulatedCounts = [1, 2, 4, 8];
    private static readonly int[] CpuCounts = [1, 2];

    private static readonly Option<double> Seconds = new("--seconds") { Description = "How long to measure each run.", DefaultValueFactory = _ => 5, HelpName = "S" };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "How often to measure everything; medians are printed.", DefaultValueFactory = _ => 3, HelpName = "N" };

    private static readonly ModelOptions Shared = new();

    private sealed record Scenario(string Name, Func<TimeSpan, Task<PipelineRun>> Run, Func<double> Ideal);

    public static Command Create()
    {
        var command = new Command("bench", "Measures whole runs: simulated devices against their ideal rate, and the CPU against its interpreter in a bare loop.") { Seconds, Rounds, Shared.Model, Shared.Config, Shared.Hocon };
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        var duration = line.GetValue(Seconds) is > 0 and <= 3600 and var seconds ? TimeSpan.FromSeconds(seconds) : throw new UsageException("--seconds: above 0, at most 3600.");
        var rounds = line.GetValue(Rounds) is >= 1 and var count ? count : throw new UsageException("--rounds: at least 1.");
        using var plan = PipelinePlan.Load(Shared, line, [KeyValuePair.Create("Devices", (string?)"sim:7.6ms")]);
        OpenCv.Require();
        using var model = FindModel(plan);
        var bareLoop = new List<double>();
        var scenarios = Scenarios(plan, model, bareLoop);
        var runs = scenarios.ToDictionary(scenario => scenario, _ => new List<PipelineRun>());

        // Scenarios take turns, so that what else the machine does hits all alike.
        for (var round = 0; round < rounds; round++)
        {
            if (model is not null)
            {
                bareLoop.Add(BareLoop.Measure(DetectionTask.For(model), Camera, duration));
            }

            foreach (var scenario in scenarios)
            {
                Console.Error.Write($"\rround {round + 1} of {rounds}: {scenario.Name,-20}");
                runs[scenario].Add(await scenario.Run(duration));
            }
        }

        Console.Error.WriteLine();
        // The devices of the plan are not used: each scenario has its own.
        Print(runs, model is null ? null : $"{model.Name}, bare loop {Text(Median(bareLoop), 2)}/s");
        return ExitCode.Done;
    }

    private static List<Scenario> Scenarios(PipelinePlan plan, Model? model, List<double> bareLoop)
    {
        var scenarios = SimulatedCounts.Select(count => new Scenario(
            $"{count}xsim:7.6ms",
            duration => PipelineRun.MeasureAsync(
                PipelineRun.Settings(Camera, [.. Enumerable.Repeat(new Device.Simulated(ServiceTime), count)], new DetectionTask(), plan), plan.Hocon, WarmUp, duration),
            () => count / ServiceTime.TotalSeconds)).ToList();
        if (model is not null)
        {
            var task = DetectionTask.For(model);
            scenarios.AddRange(CpuCounts.Select(count => new Scenario(
                $"{count}xcpu",
                duration => PipelineRun.MeasureAsync(
                    PipelineRun.Settings(Camera, [.. Enumerable.Repeat(new Device.Cpu(1), count)], task, plan), plan.Hocon, WarmUp, duration),
                () => count * Median(bareLoop))));
        }

        return scenarios;
    }

    private static Model? FindModel(PipelinePlan plan)
    {
        try
        {
            return Model.FromFile(ModelLookup.Find(plan.ModelName));
        }
        catch (ModelException absent) when (absent.Reason == ModelException.Fault.Unreadable)
        {
            Console.Error.WriteLine($"Without CPU runs: {absent.Message}");
            return null;
        }
    }

    private static void Print(Dictionary<Scenario, List<PipelineRun>> runs, string? bareLoop)
    {
        var table = Tables.Of("run", "frames/s", "ideal", "share", "spread", "p50 ms", "p99 ms", "bytes/frame", "CPU ms/frame", "memory growth");
        foreach (var (scenario, measured) in runs)
        {
            var rate = Median(measured.Select(run => run.Rate));
            var ideal = scenario.Ideal();
            table.AddRow(
                scenario.Name, Text(rate, 1), Text(ideal, 1), Text(rate / ideal, 3),
                $"{Text(measured.Min(run => run.Rate) / ideal, 3)}-{Text(measured.Max(run => run.Rate) / ideal, 3)}",
                Text(Median(measured.Select(run => run.P50Ms)), 1), Text(Median(measured.Select(run => run.P99Ms)), 1),
                Text(Median(measured.Select(run => run.BytesPerFrame)), 0), Text(Median(measured.Select(run => run.CpuMsPerFrame)), 2),
                $"{Text(Median(measured.Select(run => run.ResidentGrowth / 1048576.0)), 1)} MiB");
        }

        var console = Tables.OnStandardOutput();
        console.Write(table);
        if (bareLoop is not null)
        {
            console.WriteLine(bareLoop);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
