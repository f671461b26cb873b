using System.CommandLine;
using System.Text.Json;
using Actors.Host.Bench;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.Interop;

namespace Actors.Host.Commands;

/// <summary><c>bench</c>: this pipeline beside other designs, and beside what would be possible at best.</summary>
internal static class BenchCommand
{
    private const double QuickSeconds = 0.5;

    // From the first picture on. Each process has had a longer one before its first run.
    private const double WarmUpSeconds = 0.4;
    private const double FirstWarmUpSeconds = 4;

    private static readonly Option<double?> Seconds = new("--seconds") { CustomParser = ModelOptions.Number<double>, Description = "How long to measure each run.", DefaultValueFactory = _ => 1, HelpName = "S" };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "How often to measure everything; medians are printed, with the lowest and the highest.", DefaultValueFactory = _ => 5, HelpName = "N" };

    private static readonly Option<string[]> Names = new("--scenario")
    {
        // Written out, here and below: every command starts by making all of them, and listing what there is takes it milliseconds.
        Description = "Only these: 1x7.6ms, 1x2ms (likewise 2, 4, 8 and 16 devices), unequal, jitter, 4 cameras, 16 cameras, 64 cameras, 30 a second, overload, cpu.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Json = new("--json") { Description = "Also write everything that was measured to a file.", HelpName = "PATH" };

    private static readonly Option<bool> Quick = new("--quick") { Description = $"One round of {QuickSeconds} s: a look at everything, not a measurement." };

    private static readonly Option<bool> Predictions = new("--predictions") { Description = "Instead: whether the rates that the summary expects of other means (a device more or fewer, a preprocessor more, faster cameras) come true; two minutes." };

    private static readonly Option<string?> As = new("--as") { Hidden = true };

    private static readonly ModelOptions Shared = new();

    public static Command Create()
    {
        var command = new Command(
            "bench",
            "Measures this pipeline beside others made of the same parts: a loop, threads around queues, Channels, TPL Dataflow. All scenarios take a quarter of an hour, with --quick two minutes; every further second of --seconds ten more minutes.")
        {
            Seconds, Rounds, Names, Json, Quick, Predictions, As, Shared.Model, Shared.Pull, Shared.Config, Shared.Hocon,
        };
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        RefuseNonsense(line);
        var quick = line.GetValue(Quick);
        var seconds = line.GetValue(Seconds) is > 0 and <= 3600 and var said ? quick ? QuickSeconds : said : throw new UsageException("--seconds: above 0, at most 3600.");
        var rounds = line.GetValue(Rounds) is >= 1 and var count ? quick ? 1 : count : throw new UsageException("--rounds: at least 1.");

        // The devices of the plan are not used: each scenario has its own.
        using var plan = await MissingModel.FetchedAsync(Shared, line, () => PipelinePlan.Load(Shared, line, [KeyValuePair.Create("Devices", (string?)"sim:7.6ms")]));
        OpenCv.Require();
        if (line.GetValue(Json) is { } file)
        {
            OutputFile.RequireWritable(Json.Name, file);
        }

        if (line.GetValue(Predictions))
        {
            var check = new PredictionCheck(plan, rounds, seconds);
            var predicted = await check.RunAsync(text => Console.Error.Write($"\r{text,-80}"));
            await WriteJsonAsync(line, predicted);
            Reports.Write(predicted, json: false, PredictionReport.Write);
            return ExitCode.Done;
        }

        using var model = FindModel(plan, quiet: line.GetValue(As) is not null);
        if (line.GetValue(As) is { } design)
        {
            await BenchHost.ServeAsync(design, plan, model);
            return ExitCode.Done;
        }

        var scenarios = Chosen(line.GetValue(Names) ?? [], model);
        var bench = new Comparison(plan, model, [.. Passed(line)], rounds, seconds) { WarmsUpForLong = !quick };
        var report = await bench.RunAsync(scenarios, WarmUpSeconds, FirstWarmUpSeconds);
        await WriteJsonAsync(line, report);
        BenchTable.Write(report, Tables.OnStandardOutput());
        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.Unexpected;
    }

    private static List<Scenario> Chosen(string[] names, Model? model) =>
        [.. Scenario.All.Where(scenario => (names.Length == 0 || names.Contains(scenario.Name)) && (model is not null || !scenario.NeedsModel))];

    private static void RefuseNonsense(ParseResult line)
    {
        if (line.GetValue(Quick) && new Option[] { Seconds, Rounds }.FirstOrDefault(IsGiven) is { } given)
        {
            throw new UsageException($"{given.Name}: with {Quick.Name} it is one round of {QuickSeconds} s. Leave out one of the two.");
        }

        if (line.GetValue(Predictions) && IsGiven(Names))
        {
            throw new UsageException($"{Names.Name}: {Predictions.Name} has its own cameras and devices. Leave out one of the two.");
        }

        if (line.GetValue(Names)?.FirstOrDefault(name => Scenario.All.All(scenario => scenario.Name != name)) is { } unknown)
        {
            throw new UsageException($"{Names.Name}: there is none called '{unknown}'. There are {string.Join(", ", Scenario.All.Select(scenario => scenario.Name))}.");
        }

        bool IsGiven(Option option) => line.GetResult(option) is { Implicit: false };
    }

    private static async Task WriteJsonAsync<T>(ParseResult line, T report)
    {
        if (line.GetValue(Json) is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, BenchJson.Indented));
        }
    }

    // The options that a design's process reads its settings from.
    private static IEnumerable<string> Passed(ParseResult line)
    {
        foreach (var option in new[] { Shared.Model, Shared.Config, Shared.Hocon })
        {
            if (line.GetValue(option) is { } value)
            {
                yield return option.Name;
                yield return value;
            }
        }
    }

    private static Model? FindModel(PipelinePlan plan, bool quiet)
    {
        try
        {
            return Model.FromFile(ModelLookup.FindForCpu(plan.ModelName));
        }
        catch (ModelException absent) when (absent.Reason == ModelException.Fault.Unreadable)
        {
            if (!quiet)
            {
                Console.Error.WriteLine($"Without runs of a model: {absent.Message}");
            }

            return null;
        }
    }
}
