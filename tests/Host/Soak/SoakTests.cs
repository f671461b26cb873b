using System.Text.Json;

namespace Actors.Tests.Host.Soak;

/// <summary><c>soak</c>, for some seconds. What grows in them is the machine's affair; that nothing is lost is not.</summary>
public sealed class SoakTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task Faults_and_changes_at_random_lose_no_frame()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        _program.BrightnessModel();

        var result = await _program.RunAsync("soak", "--minutes", "0.1", "--seed", "3", "--model", "bright.tflite", "--json");

        var report = result.Json;
        Assert.InRange(result.ExitCode, 0, 1);
        Assert.Equal((0, 0), (report.GetProperty("lost").GetInt64(), report.GetProperty("outOfOrder").GetInt64()));
        Assert.NotEmpty(report.GetProperty("growths").EnumerateArray());
        Assert.NotEmpty(report.GetProperty("faults").EnumerateArray());
        Assert.All(["file", "live"], camera => Assert.True(Named(report.GetProperty("cameras"), "camera", camera).GetProperty("rendered").GetInt64() > 0));
        Assert.Equal(result.ExitCode == 0, report.GetProperty("holds").GetBoolean());
    }

    [SkippableFact]
    public async Task Ctrl_C_ends_it_with_the_table()
    {
        HostProcess.RequireNotIgnored(HostProcess.Interrupt);
        Skip.IfNot(OperatingSystem.IsLinux());
        _program.Environment["ACTORS_Model__Path"] = "absent";
        using var soak = _program.Start("soak", "--minutes", "100");
        await soak.SeesAsync("00:00:00 of ");

        soak.Signal(HostProcess.Interrupt);

        var result = await soak.EndAsync();
        Assert.InRange(result.ExitCode, 0, 1);
        Assert.Contains("there is no 'absent'", result.Error, StringComparison.Ordinal);
        Assert.Contains("What is to stay flat", result.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 frames lost", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("100000")]
    public async Task Minutes_that_are_none_are_refused(string minutes) =>
        Assert.Contains("--minutes", (await _program.RunAsync("soak", "--minutes", minutes)).Refused(2), StringComparison.Ordinal);

    private static JsonElement Named(JsonElement list, string key, string name) =>
        Assert.Single(list.EnumerateArray(), item => item.GetProperty(key).GetString() == name);
}
