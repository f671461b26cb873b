using System.Diagnostics;
using System.Globalization;
using Actors.Tests.Interop;
using Fault = Actors.Tests.Interop.StandInDevice.Fault;

namespace Actors.Tests.Host;

/// <summary>What becomes of the program itself as an Edge TPU crashes or hangs in it, or in a process of its own.</summary>
public sealed class EdgeTpuFaultTests : IDisposable
{
    private const int Frames = 30;
    private const int Endless = 1_000_000;

    // SIGKILL of signal.h.
    private const int Kill = 9;

    private readonly HostProgram _program = new();
    private readonly List<StandInDevice> _devices = [];
    private readonly string _model;

    public EdgeTpuFaultTests()
    {
        EdgeTpuStandIn.Require();
        EdgeTpuStandIn.AddTo(_program.Environment);
        _model = _program.File("detector.tflite", ModelBuilder.EdgeTpuDetector(64, 48));
    }

    public void Dispose()
    {
        _devices.ForEach(device => device.Dispose());
        _program.Dispose();
    }

    // The fault that nothing can be done about, and why a process for each Edge TPU is the default.
    [SkippableTheory]
    [InlineData(Fault.Segfault, 11)]
    [InlineData(Fault.Abort, 6)]
    public async Task A_crash_in_the_program_itself_ends_it_and_in_another_process_costs_no_frame(Fault fault, int signal)
    {
        var (inside, apart) = (Plug().On(fault, 5), Plug().On(fault, 5));

        Assert.Equal(128 + signal, (await RunAsync($"{At(inside)}?isolation=off")).ExitCode);

        // A process that is slow to answer would be ended as well, and opened once more.
        _program.File("own.conf", "akka.actor.deployment.\"/pipeline/tpu\".deadline-floor = 10s");
        FrameLine.AssertComplete((await RunAsync(At(apart), "--hocon", "own.conf")).Done().Frames, Frames);
        Assert.Equal(2, apart.Openings);
    }

    [SkippableTheory]
    [InlineData("?isolation=off")]
    [InlineData("")]
    public async Task A_device_that_hangs_does_not_hold_the_end_of_a_file(string isolation)
    {
        var (hanging, other) = (Plug().On(Fault.Hang, 5), Plug());
        // Short, for the test's sake; and any number of attempts, should that be too short for this machine.
        _program.File("own.conf", "akka.actor.deployment.\"/pipeline/tpu\" { deadline-ceiling = 500ms, max-attempts = 100 }");

        var result = await RunAsync($"{At(hanging)}{isolation},{At(other)}", "--hocon", "own.conf");

        FrameLine.AssertComplete(result.Done().Frames, Frames);
    }

    [SkippableFact]
    public async Task A_device_that_hangs_as_it_opens_does_not_hold_the_end_of_a_file()
    {
        var (hanging, other) = (Plug(), Plug());
        hanging.HangsOpening = true;

        FrameLine.AssertComplete((await RunAsync($"{At(hanging)},{At(other)}")).Done().Frames, Frames);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_that_hangs_alone_does_not_hold_a_program_that_is_to_stop(bool opening)
    {
        var device = Plug();
        device.HangsOpening = opening;
        using var process = StartHanging(device);
        await device.HangsAsync();

        process.Signal(HostProcess.Terminate);

        (await process.EndAsync()).Done();
        Assert.True(opening ? device.IsOpening : device.IsHanging);
    }

    [SkippableFact]
    public async Task A_device_host_in_which_a_device_hangs_ends_with_a_program_that_was_killed()
    {
        var device = Plug();
        using var process = StartHanging(device);
        await device.HangsAsync();
        using var deviceHost = Process.GetProcessById(Assert.Single(device.Processes));

        process.Signal(Kill);
        await process.EndAsync();

        Assert.True(deviceHost.WaitForExit(TimeSpan.FromSeconds(60)));
    }

    [SkippableFact]
    public async Task A_model_is_run_bare_on_a_device_that_otherwise_has_a_process_of_its_own()
    {
        using var process = _program.Start("infer", _model, "--device", At(Plug()));

        Assert.Contains("Edge TPU", (await process.EndAsync()).Done().Output, StringComparison.Ordinal);
    }

    private static string At(StandInDevice device) => $"edgetpu:{device.Where.Path}";

    private StandInDevice Plug()
    {
        var device = new StandInDevice();
        _devices.Add(device);
        return device;
    }

    private async Task<HostResult> RunAsync(string devices, params string[] arguments)
    {
        using var process = Start(devices, Frames, arguments);
        return await process.EndAsync();
    }

    // And stays so: the program does not notice for a minute.
    private HostProcess StartHanging(StandInDevice device)
    {
        _program.File("own.conf", "akka.actor.deployment.\"/pipeline/tpu\" { deadline-floor = 60s, deadline-ceiling = 60s }");
        return Start(At(device.On(Fault.Hang, 5)), Endless, "--hocon", "own.conf");
    }

    private HostProcess Start(string devices, int frames, params string[] arguments) => _program.Start(
    [
        "run", "--camera", "test:64x48@0", "--frames", frames.ToString(CultureInfo.InvariantCulture),
        "--model", _model, "--devices", devices, "--output", "jsonl:-", .. arguments,
    ]);
}
