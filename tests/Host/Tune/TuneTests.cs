namespace Actors.Tests.Host.Tune;

/// <summary><c>tune</c> as a user starts it, for as short as it can be. What it finds then is chance; that it can be used is not.</summary>
public sealed class TuneTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task What_it_writes_can_be_run_with()
    {
        var tuned = await _program.RunAsync("tune", "--camera", "front=test:64x48@0", "--devices", "2xsim:1ms", "--seconds", "5", "--json");

        var report = tuned.Done().Json;
        Assert.True(report.GetProperty("before").GetProperty("rate").GetDouble() > 0);
        Assert.NotEmpty(report.GetProperty("measured").EnumerateArray());
        Assert.Contains("--hocon tuned.conf. The devices that the command line names would go before its own", tuned.Error, StringComparison.Ordinal);
        var run = await _program.RunAsync("run", "--hocon", "tuned.conf", "--camera", "test:64x48@0", "--frames", "20", "--output", "jsonl:-");
        Assert.Equal(20, run.Done().Frames.Count);
    }

    [Fact]
    public async Task A_short_file_lasts_as_long_as_is_measured_and_the_CPU_is_split()
    {
        _program.Grey("grey.png", 64, 48, 200);

        // Enough for every way to split it, on a busy machine as well.
        var tuned = await _program.RunAsync("tune", "--camera", "grey.png", "--devices", "sim:3ms,cpu", "--model", _program.BrightnessModel(), "--seconds", "10", "--out", "mine.conf");

        Assert.Contains("3xcpu", tuned.Done().Output, StringComparison.Ordinal);
        Assert.Contains("sim:3ms", _program.Read("mine.conf"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Ctrl_C_ends_it_and_writes_nothing()
    {
        HostProcess.RequireNotIgnored(HostProcess.Interrupt);
        using var tune = _program.Start("tune", "--camera", "test:64x48@0", "--devices", "sim:1ms", "--seconds", "20");
        await tune.SeesAsync("credits");

        tune.Signal(HostProcess.Interrupt);

        var result = await tune.EndAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("nothing is written", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.Folder.PathOf("tuned.conf")));
    }

    [Theory]
    [InlineData("--seconds 1", "--seconds")]
    [InlineData("--seconds 100000", "--seconds")]
    [InlineData("--out there.conf", "--force")]
    [InlineData("--out nowhere/tuned.conf", "nowhere")]
    [InlineData("--out there.conf --force --hocon there.conf", "over what is read")]
    [InlineData("--camera nowhere", "nowhere")]
    [InlineData("--seconds 7,5", "'7,5' is no number")]
    [InlineData("--on-full burst", "drop-oldest")]
    public async Task What_cannot_be_is_refused_and_writes_nothing(string options, string mentioned)
    {
        _program.File("there.conf", "akka.loglevel = WARNING");

        var told = (await _program.RunAsync(["tune", "--camera", "test:64x48@0", "--devices", "sim:1ms", .. options.Split(' ')])).Refused(2);

        Assert.Contains(mentioned, told, StringComparison.Ordinal);
        Assert.Equal("akka.loglevel = WARNING", _program.Read("there.conf"));
        Assert.False(File.Exists(_program.Folder.PathOf("tuned.conf")));
    }

    [Fact]
    public async Task A_file_that_is_there_is_written_over_when_that_is_said()
    {
        _program.File("there.conf", "akka.loglevel = WARNING");

        (await _program.RunAsync("tune", "--camera", "test:64x48@100", "--devices", "sim:1ms", "--seconds", "5", "--out", "there.conf", "--force")).Done();

        Assert.Contains("# Written by actors tune", _program.Read("there.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_all_cameras_paused_there_is_nothing_to_measure()
    {
        _program.File("paused.json", """{ "Cameras": { "a": { "Source": "test:64x48@0", "Paused": true } } }""");

        var told = (await _program.RunAsync("tune", "--config", "paused.json", "--devices", "sim:1ms")).Refused(2);

        Assert.Contains("All cameras are paused", told, StringComparison.Ordinal);
    }
}
