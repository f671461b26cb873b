using System.Globalization;
using System.Text.Json;

namespace Actors.Bench;

/// <summary>Writes what <c>./actors bench --json</c> has written as the tables of <c>docs/performance.md</c>.</summary>
internal static class Tables
{
    // Of this pipeline's threads, by what they do; "pool" has the dealer and the cameras' actors.
    private static readonly string[] Stages = ["capture", "prepare", "devices", "view", "pool", "runtime"];
    private static readonly string[] Percentiles = ["p50Ms", "p95Ms", "p99Ms"];

    /// <summary>Prints medians of all rounds, a table a figure.</summary>
    public static void Print(string results, TextWriter to)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(results));
        var scenarios = json.RootElement.GetProperty("scenarios").EnumerateArray().ToList();
        var designs = scenarios[0].GetProperty("designs").EnumerateArray().Select(design => design.GetProperty("design").GetString()!).ToList();

        to.WriteLine($"Rate\n\n| scenario | at best | {string.Join(" | ", designs)} |\n{Rule(designs.Count + 2)}");
        foreach (var scenario in scenarios)
        {
            var theory = scenario.GetProperty("theory");
            var rate = theory.GetProperty("rate").GetDouble();
            to.WriteLine($"| {Name(scenario)} | {Text(rate, 1)} ({theory.GetProperty("limit").GetString()}) | {string.Join(" | ", Runs(scenario).Select(runs => Share(runs, rate)))} |");
        }

        Table("Latency", runs => string.Join(" / ", Percentiles.Select(figure => Text(Median(runs, figure), 1))));
        Table("CPU time", runs => Text(Median(runs, "cpuMs"), 2));

        to.WriteLine($"\nBy stage, {designs[0]}\n\n| scenario | {string.Join(" | ", Stages)} |\n{Rule(Stages.Length + 1)}");
        foreach (var scenario in scenarios)
        {
            var own = Runs(scenario).First();
            to.WriteLine($"| {Name(scenario)} | {string.Join(" | ", Stages.Select(stage => Text(Median(own.Select(run => StageOf(run, stage))), 2)))} |");
        }

        Table("Managed bytes", runs => Text(Median(runs, "bytesPerFrame"), 0));
        Table("Collections of generation 0/1/2", runs => string.Join("/", Enumerable.Range(0, 3).Select(generation => Text(Median(runs.Select(run => run.GetProperty("collections")[generation].GetDouble())), 0))));
        Table("Memory", runs => $"{Text(Median(runs, "peakMiB"), 0)} ({Text(Median(runs, "growthMiB"), 0)})");

        void Table(string title, Func<List<JsonElement>, string> cell)
        {
            to.WriteLine($"\n{title}\n\n| scenario | {string.Join(" | ", designs)} |\n{Rule(designs.Count + 1)}");
            foreach (var scenario in scenarios)
            {
                to.WriteLine($"| {Name(scenario)} | {string.Join(" | ", Runs(scenario).Select(cell))} |");
            }
        }
    }

    private static string Rule(int columns) => $"|{string.Concat(Enumerable.Repeat("---|", columns))}";

    private static string Name(JsonElement scenario) => scenario.GetProperty("name").GetString()!;

    private static IEnumerable<List<JsonElement>> Runs(JsonElement scenario) =>
        scenario.GetProperty("designs").EnumerateArray().Select(design => design.GetProperty("runs").EnumerateArray().ToList());

    private static double StageOf(JsonElement run, string stage) => run.GetProperty("stageCpuMs").TryGetProperty(stage, out var ms) ? ms.GetDouble() : 0;

    private static string Share(List<JsonElement> runs, double rate)
    {
        var shares = runs.Select(run => run.GetProperty("rate").GetDouble() / rate).ToList();
        return $"{Text(Median(shares), 3)} ({Text(shares.Min(), 2)}-{Text(shares.Max(), 2)})";
    }

    private static double Median(IEnumerable<JsonElement> runs, string figure) => Median(runs.Select(run => run.GetProperty(figure).GetDouble()));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
    }

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
