using System.Text.Json;
using System.Text.RegularExpressions;

namespace Actors.Tests.Host.Web;

/// <summary>What is told to Prometheus, what the documents say of it, and what the dashboard asks for.</summary>
public sealed partial class MetricsTests(RunningWeb web) : IClassFixture<RunningWeb>
{
    [Fact]
    public async Task They_tell_of_frames_devices_stages_and_the_runtime()
    {
        var metrics = await ScrapedAsync();

        Assert.Equal(["camera", "outcome"], metrics["actors_frames_total"].Order(StringComparer.Ordinal));
        Assert.Equal(["camera", "le", "stage"], metrics["actors_frame_latency_seconds_bucket"].Order(StringComparer.Ordinal));
        Assert.Equal(["device", "state"], metrics["actors_device_state"].Order(StringComparer.Ordinal));
        Assert.Contains("dotnet_gc_collections_total", metrics.Keys);
    }

    [SkippableFact]
    public async Task All_of_the_programs_own_are_in_the_documents_with_their_labels_and_no_others()
    {
        var documented = File.ReadLines(Repository.PathOf("docs", "metrics.md")).Where(line => line.StartsWith("| `actors_", StringComparison.Ordinal)).Select(line => line.Split('|'))
            .ToDictionary(cells => Quoted().Match(cells[1]).Groups[1].Value, cells => Label().Matches(cells[4]).Select(label => label.Groups[1].Value).Order(StringComparer.Ordinal).ToList());

        var exported = (await ScrapedAsync()).Where(metric => metric.Key.StartsWith("actors_", StringComparison.Ordinal))
            .GroupBy(metric => HistogramPart().Replace(metric.Key, ""))
            .ToDictionary(same => same.Key, same => same.SelectMany(metric => metric.Value).Where(label => label != "le").Distinct().Order(StringComparer.Ordinal).ToList());

        Assert.Equal(Listed(documented), Listed(exported));

        static IEnumerable<string> Listed(Dictionary<string, List<string>> metrics) =>
            metrics.Select(metric => $"{metric.Key}{{{string.Join(',', metric.Value)}}}").Order(StringComparer.Ordinal);
    }

    [SkippableFact]
    public async Task The_dashboard_asks_for_none_that_there_is_not()
    {
        var metrics = await ScrapedAsync();
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("config", "grafana.json")));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();

        Assert.NotEmpty(queries);
        foreach (var query in queries)
        {
            foreach (Match selector in Selector().Matches(query))
            {
                Assert.True(metrics.TryGetValue(selector.Groups[1].Value, out var labels), $"There is no {selector.Groups[1].Value}: {query}");
                Assert.All(Matcher().Matches(selector.Groups[2].Value).Select(matcher => matcher.Groups[1].Value).Where(label => label != "job"), label => Assert.Contains(label, labels!));
            }
        }
    }

    // Each series' name with the names of its labels; once there is something of all kinds.
    private async Task<Dictionary<string, HashSet<string>>> ScrapedAsync()
    {
        await web.UntilAsync("/api/cameras", cameras => cameras[0].GetProperty("rendered").GetInt64() > 10);
        using var looked = await web.Client.GetAsync("/api/cameras/front/snapshot.jpg");
        var metrics = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in (await web.Client.GetStringAsync("/metrics")).Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var series = Series().Match(line);
            var labels = metrics.TryGetValue(series.Groups[1].Value, out var known) ? known : metrics[series.Groups[1].Value] = new(StringComparer.Ordinal);
            labels.UnionWith(Matcher().Matches(series.Groups[2].Value).Select(label => label.Groups[1].Value).Where(label => !label.StartsWith("otel_", StringComparison.Ordinal)));
        }

        return metrics;
    }

    [GeneratedRegex("^([a-z0-9_]+)(?:\\{(.*)\\})? ")]
    private static partial Regex Series();

    [GeneratedRegex("\\b((?:actors|dotnet)_[a-z0-9_]+)(?:\\{([^}]*)\\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z_]+)(?:=~|!=|=)\"")]
    private static partial Regex Matcher();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();
}
