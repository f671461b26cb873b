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

    private static double OutOfOrder(System.Text.Json.JsonElement report) => report.GetProperty("outOfOrder").GetProperty("value").GetDouble();
}
