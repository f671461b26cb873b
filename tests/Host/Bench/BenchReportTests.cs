using System.Text.Json;
using Actors.Host.Bench;

namespace Actors.Tests.Host.Bench;

public class BenchReportTests
{
    [Fact]
    public void The_report_as_json_has_for_each_scenario_its_limits_and_for_each_design_all_runs()
    {
        var report = new BenchReport(
            new BenchReport.Computer(2, "a processor", "a system", "a runtime"), "as shipped", Rounds: 2, Seconds: 1,
            [new BenchReport.Measured(
                "4x7.6ms", "test:640x480@0", "4xsim:7.6ms", new Theory(null, 526, 4000), new BareStages(0.1, 0.2, 0.1, 0.1),
                [new BenchReport.Contender("actors", [new Measurement { Rate = 520, Collections = [1, 0, 0] }, new Measurement { Rate = 524 }])])]);

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report, BenchJson.Indented));

        var scenario = json.RootElement.GetProperty("scenarios")[0];
        Assert.Equal("4x7.6ms", scenario.GetProperty("name").GetString());
        Assert.Equal(526, scenario.GetProperty("theory").GetProperty("rate").GetDouble());
        Assert.Equal("devices", scenario.GetProperty("theory").GetProperty("limit").GetString());
        Assert.Equal(0.5, scenario.GetProperty("bare").GetProperty("totalMs").GetDouble(), 1e-9);
        var design = scenario.GetProperty("designs")[0];
        Assert.Equal("actors", design.GetProperty("design").GetString());
        Assert.Equal([520, 524], design.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("rate").GetDouble()));
        Assert.Equal(1, design.GetProperty("runs")[0].GetProperty("collections")[0].GetInt32());
    }

    [Fact]
    public void A_run_is_the_same_after_it_has_been_told_by_another_process()
    {
        var run = new Measurement { Rate = 520, P99Ms = 30, StageCpuMs = new Dictionary<string, double> { ["prepare"] = 0.3 }, Collections = [1, 0, 0] };

        var told = JsonSerializer.Deserialize<Measurement>(JsonSerializer.Serialize(run, BenchJson.Line), BenchJson.Line)!;

        Assert.Equal((run.Rate, run.P99Ms), (told.Rate, told.P99Ms));
        Assert.Equal(run.StageCpuMs, told.StageCpuMs);
        Assert.Equal(run.Collections, told.Collections);
    }
}
