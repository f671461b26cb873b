using System.Globalization;
using System.Text.Json;
using ScottPlot;

namespace Actors.Bench;

/// <summary>Draws what <c>./actors bench --json</c> has written.</summary>
/// <remarks>Here and not in the host, which would carry a graphics library to every Raspberry Pi for it.</remarks>
internal static class Plots
{
    private const int Width = 1400;
    private const int Height = 560;

    // Of the place of a scenario, what its bars take.
    private const double GroupWidth = 0.8;

    private static readonly Color[] Palette = [Colors.C0, Colors.Gray, Colors.C1, Colors.C2, Colors.C4];

    /// <summary>Draws into a folder: share of the possible rate, latency, CPU time and memory.</summary>
    public static void Draw(string results, string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(results));
        var scenarios = json.RootElement.GetProperty("scenarios").EnumerateArray().ToList();
        Bars(scenarios, "Frames a second, share of what is possible at best", (run, scenario) => run.GetProperty("rate").GetDouble() / scenario.GetProperty("theory").GetProperty("rate").GetDouble(), logarithmic: false)
            .SavePng(Path.Combine(folder, "bench-rate.png"), Width, Height);
        Bars(scenarios, "Capture to a shown picture, 99th percentile, ms", (run, _) => run.GetProperty("p99Ms").GetDouble(), logarithmic: true)
            .SavePng(Path.Combine(folder, "bench-latency.png"), Width, Height);
        Bars([.. scenarios.Where(scenario => scenario.GetProperty("bare").GetProperty("totalMs").GetDouble() < 10)], "CPU time a frame, ms", (run, _) => run.GetProperty("cpuMs").GetDouble(), logarithmic: false)
            .SavePng(Path.Combine(folder, "bench-cpu.png"), Width, Height);
        Bars(scenarios, "Resident memory at its largest, MiB", (run, _) => run.GetProperty("peakMiB").GetDouble(), logarithmic: false)
            .SavePng(Path.Combine(folder, "bench-memory.png"), Width, Height);
    }

    private static Plot Bars(List<JsonElement> scenarios, string title, Func<JsonElement, JsonElement, double> figure, bool logarithmic)
    {
        var plot = new Plot();
        var highest = 0.0;
        for (var s = 0; s < scenarios.Count; s++)
        {
            var designs = scenarios[s].GetProperty("designs").EnumerateArray().ToList();
            for (var d = 0; d < designs.Count; d++)
            {
                var runs = designs[d].GetProperty("runs").EnumerateArray().Select(run => figure(run, scenarios[s])).ToArray();
                var median = Scaled(figure(designs[d].GetProperty("median"), scenarios[s]));
                var width = GroupWidth / designs.Count;
                var bar = plot.Add.Bar(s + (d - (designs.Count - 1) / 2.0) * width, median);
                bar.Color = Palette[d % Palette.Length];
                bar.Bars[0].Size = width;

                // From the lowest to the highest of the rounds.
                var range = plot.Add.Line(bar.Bars[0].Position, Scaled(runs.Min()), bar.Bars[0].Position, Scaled(runs.Max()));
                range.Color = Colors.Black;
                range.LineWidth = 1;
                highest = Math.Max(highest, Scaled(runs.Max()));
                if (s == 0)
                {
                    plot.Legend.ManualItems.Add(new LegendItem { LabelText = designs[d].GetProperty("design").GetString()!, FillColor = Palette[d % Palette.Length] });
                }
            }
        }

        plot.Title(title);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, scenarios.Count).Select(s => (double)s)], [.. scenarios.Select(scenario => scenario.GetProperty("name").GetString()!)]);
        if (logarithmic)
        {
            var powers = Enumerable.Range(0, (int)Math.Ceiling(highest) + 1).ToArray();
            plot.Axes.Left.SetTicks([.. powers.Select(power => (double)power)], [.. powers.Select(power => Math.Pow(10, power).ToString("0", CultureInfo.InvariantCulture))]);
        }

        plot.Axes.SetLimits(-0.6, scenarios.Count - 0.4, 0, highest * 1.2);
        plot.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);
        return plot;

        double Scaled(double value) => logarithmic ? Math.Log10(Math.Max(1, value)) : value;
    }
}
