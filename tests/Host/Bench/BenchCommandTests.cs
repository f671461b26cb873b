namespace Actors.Tests.Host.Bench;

/// <summary><c>bench</c> as a user starts it.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("--quick --seconds 3", "--seconds: with --quick")]
    [InlineData("--rounds 2 --quick", "--rounds: with --quick")]
    [InlineData("--predictions --scenario overload", "--scenario: --predictions has its own")]
    [InlineData("--json nowhere/results.json", "--json")]
    [InlineData("--predictions --json nowhere/results.json", "--json")]
    [InlineData("--scenario nowhere --json there.json", "none called 'nowhere'")]
    public async Task What_means_nothing_is_refused_and_leaves_no_file(string options, string told)
    {
        Assert.Contains(told, (await _program.RunAsync(["bench", .. options.Split(' ')])).Refused(2), StringComparison.Ordinal);

        Assert.Empty(Directory.GetFiles(_program.Folder.Path, "*.json"));
    }

    [Fact]
    public async Task Predictions_are_written_as_json_as_well()
    {
        (await _program.RunAsync("bench", "--predictions", "--rounds", "1", "--seconds", "0.3", "--json", "predicted.json")).Done();

        using var json = System.Text.Json.JsonDocument.Parse(_program.Read("predicted.json"));
        Assert.All(json.RootElement.GetProperty("rows").EnumerateArray(), row => Assert.True(row.GetProperty("measured").GetProperty("median").GetDouble() > 0));
    }
}
