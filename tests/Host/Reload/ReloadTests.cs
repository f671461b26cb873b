namespace Actors.Tests.Host.Reload;

/// <summary>A running host whose settings change.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int Usage = 2;
    private const int Missing = 3;

    private readonly HostProgram _program = new();

    public ReloadTests()
    {
        Json();
        Hocon("");
    }

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task SIGHUP_with_a_setting_that_cannot_be_says_file_key_and_reason_and_results_keep_flowing()
    {
        RequireHangup();
        _program.File("labels.txt", "cat");
        Json(model: "\"Labels\": \"labels.txt\"");
        using var process = Run();
        await process.SeesMoreFramesAsync();
        File.Delete(_program.Folder.PathOf("labels.txt"));

        process.Signal(HostProcess.Hangup);

        await process.SeesAsync("own.json: Model:Labels: 'labels.txt' cannot be read");
        await process.SeesMoreFramesAsync();
        await EndAsync(process);
    }

    [Fact]
    public async Task A_broken_file_is_seen_by_itself_and_results_keep_flowing()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();

        Hocon("akka.actor.deployment.\"/pipeline/tpu\".credits = 0");

        await process.SeesAsync("own.conf: akka.actor.deployment./pipeline/tpu.credits: '0' is no whole number from 1 to 64.");
        await process.SeesMoreFramesAsync();
        await EndAsync(process);
    }

    [Fact]
    public async Task Reload_prints_the_refusal_and_exits_with_2()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();
        Hocon("akka.actor.deployment.\"/pipeline/tpu\".crdits = 1");

        var told = (await _program.RunAsync("reload")).Refused(Usage);

        Assert.StartsWith("actors: own.conf: akka.actor.deployment./pipeline/tpu.crdits: there is no such setting.", told, StringComparison.Ordinal);
        Assert.Equal(told, (await _program.RunAsync("reload", "--pid", $"{process.Id}")).Refused(Usage));
        await EndAsync(process);
        Assert.Empty(_program.Sockets);
    }

    [Fact]
    public async Task Reload_without_a_running_host_is_missing_and_clears_away_what_a_dead_one_left()
    {
        Assert.Contains("no host is running", (await _program.RunAsync("reload")).Refused(Missing), StringComparison.Ordinal);
        using (var process = Run())
        {
            await Repeatedly.AskAsync(_ => Task.FromResult(_program.Sockets.Count), sockets => sockets == 1);
            process.Signal(HostProcess.Killed);
            await process.EndAsync();
        }

        Assert.Single(_program.Sockets);
        Assert.Contains("no host is running", (await _program.RunAsync("reload")).Refused(Missing), StringComparison.Ordinal);
        Assert.Empty(_program.Sockets);
    }

    [Fact]
    public async Task Reload_with_several_running_hosts_asks_which()
    {
        using var one = Run();
        using var other = Run();
        await Task.WhenAll(one.SeesMoreFramesAsync(), other.SeesMoreFramesAsync());

        var told = (await _program.RunAsync("reload")).Refused(Usage);

        Assert.Contains($"{one.Id}", told, StringComparison.Ordinal);
        Assert.Contains($"{other.Id}", told, StringComparison.Ordinal);
        Assert.Contains("--pid", told, StringComparison.Ordinal);
        Assert.Contains("no host runs as process 1 ", (await _program.RunAsync("reload", "--pid", "1")).Refused(Missing), StringComparison.Ordinal);
        await Task.WhenAll(EndAsync(one), EndAsync(other));
    }

    [Fact]
    public async Task A_dispatcher_that_changes_is_named_as_needing_a_restart()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();

        Hocon("actors.render-dispatcher.dedicated-thread-pool.thread-count = 4");

        await process.SeesAsync("WRN actors.render-dispatcher.dedicated-thread-pool.thread-count: 2 -> 4 needs a restart");
        await process.SeesMoreFramesAsync();
        await EndAsync(process);
    }

    [SkippableFact]
    public async Task A_threshold_that_changes_is_in_force_after_SIGHUP()
    {
        RequireHangup();
        using var process = Run();
        await process.SeesMoreFramesAsync();
        Json(model: "\"Threshold\": 0.6");

        process.Signal(HostProcess.Hangup);

        await process.SeesAsync("INF threshold: 0.5 -> 0.6, in force after ");
        await process.SeesMoreFramesAsync();
        await EndAsync(process);
    }

    [SkippableFact]
    public async Task Devices_that_come_and_go_are_in_force_after_SIGHUP()
    {
        RequireHangup();
        Hocon("akka.actor.deployment.\"/pipeline/tpu\".devices = [\"sim:1ms\"]");
        using var process = Run(devices: null);
        await process.SeesAsync("\"device\":\"sim:0\"");
        Hocon("akka.actor.deployment.\"/pipeline/tpu\".devices = [\"sim:1ms\", \"sim:2ms\"]");

        process.Signal(HostProcess.Hangup);

        await process.SeesAsync("INF device sim:1: ");
        await process.SeesAsync("\"device\":\"sim:1\"");
        await EndAsync(process);
    }

    [Fact]
    public async Task A_file_that_is_renamed_over_is_in_force_by_itself()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();

        _program.File("new.json", Settings("\"TopK\": 3"));
        File.Move(_program.Folder.PathOf("new.json"), _program.Folder.PathOf("own.json"), overwrite: true);

        await process.SeesAsync("INF top-k: 100 -> 3, in force after ");
        await process.SeesMoreFramesAsync();
        await EndAsync(process);
    }

    [Fact]
    public async Task Reload_prints_each_change_and_what_needs_a_restart()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();
        Hocon("akka.actor.deployment.\"/pipeline/tpu\".credits = 3\nactors.render-dispatcher.throughput = 2");

        // Who comes first, this or the watch, has the change; what needs a restart is told to both.
        var result = (await _program.RunAsync("reload")).Done();

        Assert.Contains("actors.render-dispatcher.throughput: 1 -> 2 needs a restart", result.OutputLines);
        await process.SeesAsync("INF credits: 2 -> 3, in force after ");
        Assert.Equal(["actors.render-dispatcher.throughput: 1 -> 2 needs a restart"], (await _program.RunAsync("reload")).Done().OutputLines);
        await EndAsync(process);
    }

    [Fact]
    public async Task Reload_of_equal_settings_says_that_nothing_has_changed()
    {
        using var process = Run();
        await process.SeesMoreFramesAsync();

        Assert.Equal(["nothing has changed"], (await _program.RunAsync("reload")).Done().OutputLines);

        Assert.DoesNotContain("in force", (await EndAsync(process)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_way_to_read_raw_outputs_is_taken_over_device_by_device()
    {
        _program.File("raw.tflite", Interop.ModelBuilder.RawDetector([0, 0, 0, 0, 0, 0, 0, 0], [0, 0.9f, 0, 0.8f]));
        _program.File("anchors.csv", "0.5, 0.5, 1, 1\n0.5, 0.5, 1, 0.7\n");
        const string model = "\"Path\": \"raw.tflite\", \"Anchors\": \"anchors.csv\"";
        Json(model);
        using var process = Run(devices: "2xcpu:1");
        await process.SeesMoreFramesAsync();

        Json(model + ", \"Overlap\": 0.8");

        await process.SeesAsync("raw outputs: 2 anchors, Probability, overlap 0.6 -> 2 anchors, Probability, overlap 0.8, in force");
        await process.SeesMoreFramesAsync();
        Assert.Equal([1, 2], (await EndAsync(process)).Frames.Select(frame => frame.Detections.Count).Distinct());
    }

    private static void RequireHangup() =>
        HostProcess.RequireNotIgnored(HostProcess.Hangup);

    private static string Settings(string model) =>
        $$"""{ "Cameras": { "a": { "Source": "test:64x48@30" } }, "Model": { {{model}} }, "Outputs": [ "jsonl:-" ] }""";

    private static async Task<HostResult> EndAsync(HostProcess process)
    {
        process.Signal(HostProcess.Terminate);
        return (await process.EndAsync()).Done();
    }

    private void Json(string model = "") => _program.File("own.json", Settings(model));

    private void Hocon(string text) => _program.File("own.conf", text);

    private HostProcess Run(string? devices = "sim:1ms") =>
        _program.Start(["run", "--config", "own.json", "--hocon", "own.conf", .. devices is null ? (string[])[] : ["--devices", devices]]);
}
