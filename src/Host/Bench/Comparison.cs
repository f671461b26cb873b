using Actors.Host.Configuration;
using Actors.Interop;

namespace Actors.Host.Bench;

/// <summary>Runs all designs on all scenarios, in turns, so that what else the machine does hits all alike.</summary>
internal sealed class Comparison
{
    private static readonly TimeSpan BareDuration = TimeSpan.FromSeconds(0.3);

    // Many frames a second, so that the runtime compiles early what it compiles better once it has been called often.
    private static readonly Scenario WarmUp = Scenario.All.First(scenario => scenario.Name == "8x2ms");

    private readonly PipelinePlan _plan;
    private readonly Model? _model;
    private readonly IReadOnlyList<string> _arguments;
    private readonly int _rounds;
    private readonly double _seconds;

    /// <param name="plan">Where settings come from.</param>
    /// <param name="model">The model of scenarios that need one.</param>
    /// <param name="arguments">From which the designs' processes read the same settings.</param>
    /// <param name="rounds">How often to run everything.</param>
    /// <param name="seconds">How long to measure each run.</param>
    public Comparison(PipelinePlan plan, Model? model, IReadOnlyList<string> arguments, int rounds, double seconds)
    {
        _plan = plan;
        _model = model;
        _arguments = arguments;
        _rounds = rounds;
        _seconds = seconds;
    }

    /// <summary>Whether scenarios are given the <see cref="Scenario.FirstWarmUp"/> that they need to be compared with others.</summary>
    public bool WarmsUpForLong { get; init; } = true;

    /// <summary>Runs everything.</summary>
    /// <param name="scenarios">On what.</param>
    /// <param name="warmUpSeconds">Before each run is measured.</param>
    /// <param name="firstWarmUpSeconds">Before the first of each process.</param>
    public async Task<BenchReport> RunAsync(IReadOnlyList<Scenario> scenarios, double warmUpSeconds, double firstWarmUpSeconds)
    {
        var processes = Designs.All.Select(design => (design.Name, Process: new BenchProcess(design.Name, _arguments))).ToList();
        try
        {
            foreach (var (name, process) in processes)
            {
                Console.Error.Write($"\rwarming up: {name,-40}");
                await process.RunAsync(WarmUp, firstWarmUpSeconds, _seconds);
            }

            var runs = scenarios.ToDictionary(scenario => scenario, _ => processes.ToDictionary(process => process.Name, _ => new List<Measurement>()));
            var bare = new Dictionary<bool, List<BareStages>> { [false] = [], [true] = [] };
            for (var round = 0; round < _rounds; round++)
            {
                foreach (var needsModel in scenarios.Select(scenario => scenario.NeedsModel).Distinct())
                {
                    bare[needsModel].Add(BareStages.Measure(Ready(new Scenario("bare", needsModel ? "cpu" : "sim:1us") { NeedsModel = needsModel }), BareDuration));
                }

                foreach (var scenario in scenarios)
                {
                    // Each round another begins.
                    foreach (var (name, process) in processes.Skip(round % processes.Count).Concat(processes.Take(round % processes.Count)))
                    {
                        Console.Error.Write($"\rround {round + 1} of {_rounds}: {$"{scenario.Name}, {name}",-40}");
                        var warmUp = round == 0 && WarmsUpForLong && scenario.FirstWarmUp is { } first ? first : warmUpSeconds * scenario.Patience;
                        runs[scenario][name].Add(await process.RunAsync(scenario, warmUp, _seconds));
                    }
                }
            }

            Console.Error.WriteLine();
            return new BenchReport(BenchReport.Computer.This, Settings(), _rounds, _seconds, [.. scenarios.Select(scenario =>
            {
                var stages = Middle(bare[scenario.NeedsModel]);
                var cameras = $"{(scenario.Cameras == 1 ? "" : $"{scenario.Cameras} of ")}{scenario.Camera}";
                return new BenchReport.Measured(
                    scenario.Name, cameras, scenario.Devices, Theory.Of(Ready(scenario), stages, Environment.ProcessorCount), stages,
                    [.. processes.Select(process => new BenchReport.Contender(process.Name, runs[scenario][process.Name]))]);
            })]);
        }
        finally
        {
            processes.ForEach(process => process.Process.Dispose());
        }
    }

    private Workload Ready(Scenario scenario) => Workload.Of(scenario, _plan, _model);

    private static BareStages Middle(List<BareStages> measured) => new(
        Statistics.Of(measured.Select(bare => bare.CaptureMs)).Median, Statistics.Of(measured.Select(bare => bare.PrepareMs)).Median,
        Statistics.Of(measured.Select(bare => bare.InferMs)).Median, Statistics.Of(measured.Select(bare => bare.ViewMs)).Median);

    // No setting is chosen for a scenario: all have what is shipped, or what the user's files say.
    private string Settings() =>
        $"Settings: {(_arguments.Count == 0 ? "as shipped" : $"as shipped, but {string.Join(' ', _arguments)}")}; {_plan.Preprocessors} preprocessors, {_plan.Pool.Credits} frames for a device, {(_plan.FramesInFlight is { } said ? $"{said}" : "auto")} frames in flight.";
}
