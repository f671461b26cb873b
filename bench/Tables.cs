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
            to.WriteLine($"| {Name(scenario)} | {Text(rate, 1)} ({theory.GetProperty("limit").GetString()}) | {string.Join(" | ", Designs(scenario).Select(design => Share(design, rate)))} |");
        }

        Table("Latency", median => string.Join(" / ", Percentiles.Select(figure => Text(Figure(median, figure), 1))));
        Table("Result: 99th percentile / what preparing and the device take by their medians", median =>
            $"{Text(Figure(median, "resultP99Ms"), 1)} / {Text(Figure(median, "prepareP50Ms") + Figure(median, "inferP50Ms"), 1)} = {Text(Figure(median, "resultPerStages"), 2)}");
        Table("CPU time", median => Text(Figure(median, "cpuMs"), 2));

        to.WriteLine($"\nBy stage, {designs[0]}\n\n| scenario | {string.Join(" | ", Stages)} |\n{Rule(Stages.Length + 1)}");
        foreach (var scenario in scenarios)
        {
            var own = Designs(scenario).First().GetProperty("median");
            to.WriteLine($"| {Name(scenario)} | {string.Join(" | ", Stages.Select(stage => Text(StageOf(own, stage), 2)))} |");
        }

        Table("Managed bytes", median => Text(Figure(median, "bytesPerFrame"), 0));
        Table("Collections of generation 0/1/2", median => string.Join("/", median.GetProperty("collections").EnumerateArray()));
        Table("Memory", median => $"{Text(Figure(median, "peakMiB"), 0)} ({Text(Figure(median, "growthMiB"), 0)})");

        void Table(string title, Func<JsonElement, string> cell)
        {
            to.WriteLine($"\n{title}\n\n| scenario | {string.Join(" | ", designs)} |\n{Rule(designs.Count + 1)}");
            foreach (var scenario in scenarios)
            {
                to.WriteLine($"| {Name(scenario)} | {string.Join(" | ", Designs(scenario).Select(design => cell(design.GetProperty("median"))))} |");
            }
        }
    }

    private static string Rule(int columns) => $"|{string.Concat(Enumerable.Repeat("---|", columns))}";

    private static string Name(JsonElement scenario) => scenario.GetProperty("name").GetString()!;

    private static JsonElement.ArrayEnumerator Designs(JsonElement scenario) => scenario.GetProperty("designs").EnumerateArray();

    private static double Figure(JsonElement median, string name) => median.GetProperty(name).GetDouble();

    private static double StageOf(JsonElement median, string stage) => median.GetProperty("stageCpuMs").TryGetProperty(stage, out var ms) ? ms.GetDouble() : 0;

    private static string Share(JsonElement design, double rate)
    {
        var runs = design.GetProperty("runs").EnumerateArray().Select(run => Figure(run, "rate") / rate).ToList();
        return $"{Text(Figure(design.GetProperty("median"), "rate") / rate, 3)} ({Text(runs.Min(), 2)}-{Text(runs.Max(), 2)})";
    }

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
