namespace Actors.Tests.Host.Rehearse;

/// <summary><c>rehearse</c>, played fast. How fast faults are got over is the machine's affair; that nothing is lost is not.</summary>
public sealed class RehearseTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Every_fault_is_played_and_noticed_and_loses_no_frame()
    {
        var result = await _program.RunAsync("rehearse", "--pace", "0.2", "--json");

        var report = result.Json;
        Assert.InRange(result.ExitCode, 0, 1);
        Assert.Equal(result.ExitCode == 0, report.GetProperty("holds").GetBoolean());
        Assert.Equal(["error", "crash", "hang", "loss", "drift"], report.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("fault").GetString()));
        Assert.All(
            [.. report.GetProperty("faults").EnumerateArray(), report, report.GetProperty("live")],
            part => Assert.Equal(0, part.GetProperty("lost").GetProperty("value").GetDouble()));
        Assert.Equal((0, 0), (OutOfOrder(report), OutOfOrder(report.GetProperty("live"))));
    }

    [Fact]
    public async Task Devices_that_are_not_needed_are_parked_and_brought_back_and_no_frame_is_lost()
    {
        var result = await _program.RunAsync("rehearse", "--power", "saver", "--pace", "0.1", "--json");

        var report = result.Json;
        Assert.InRange(result.ExitCode, 0, 1);
        Assert.Equal(result.ExitCode == 0, report.GetProperty("holds").GetBoolean());
        Assert.Equal(["performance", "performance, burst", "saver", "saver, burst comes", "saver, burst", "saver again"], report.GetProperty("acts").EnumerateArray().Select(act => act.GetProperty("name").GetString()));
        Assert.Equal((0, 0), (report.GetProperty("lost").GetProperty("value").GetDouble(), OutOfOrder(report)));

        // Eight at the start, one, and the others back for the burst.
        var counts = report.GetProperty("timeline").EnumerateArray().Select(change => change.GetProperty("devices").GetInt32()).ToList();
        Assert.Equal(8, counts.Max());
        Assert.True(counts.IndexOf(1, counts.IndexOf(8)) is > 0 and var alone && counts.Skip(alone).Max() > 1);
    }

    [Fact]
    public async Task A_way_to_save_power_that_does_not_exist_is_refused()
    {
        var result = await _program.RunAsync("rehearse", "--power", "eco");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'eco' is neither balanced nor saver", result.Error, StringComparison.Ordinal);
    }

    private static double OutOfOrder(System.Text.Json.JsonElement report) => report.GetProperty("outOfOrder").GetProperty("value").GetDouble();
}
