using System.Diagnostics;
using Actors.Interop;
using Actors.Route;
using Actors.Tests.Interop;
using Actors.Tpu;
using Actors.Tpu.Isolation;
using Fault = Actors.Tests.Interop.StandInDevice.Fault;

namespace Actors.Tests.Tpu;

/// <summary>The table of faults, on whole pipelines: TensorFlow Lite itself, and Edge TPUs that have everything but the silicon.</summary>
public sealed class EdgeTpuFaultTests : IDisposable
{
    private const string First = "edgetpu:0";
    private const string Second = "edgetpu:1";

    // Frames of a camera that runs until the test has seen enough.
    private const int Endless = int.MaxValue;

    private readonly TemporaryFolder _folder = new();
    private readonly DeviceHistory _history = new();
    private readonly List<StandInDevice> _devices = [];
    private readonly Model _model;

    public EdgeTpuFaultTests()
    {
        EdgeTpuStandIn.Require();
        File.WriteAllBytes(_folder.PathOf("detector.tflite"), ModelBuilder.EdgeTpuDetector(Frames.Input.Width, Frames.Input.Height));
        _model = Model.FromFile(_folder.PathOf("detector.tflite"));
    }

    public void Dispose()
    {
        _devices.ForEach(device => device.Dispose());
        _model.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData(IsolationMode.Off, Fault.Error, "The device has an error.")]
    [InlineData(IsolationMode.Off, Fault.NaN, "the score NaN")]
    [InlineData(IsolationMode.Off, Fault.Garbage, "1000000 detections")]
    [InlineData(IsolationMode.Process, Fault.Error, "The device has an error.")]
    [InlineData(IsolationMode.Process, Fault.NaN, "the score NaN")]
    [InlineData(IsolationMode.Process, Fault.Garbage, "1000000 detections")]
    public async Task A_frame_that_fails_is_run_again_on_the_device_opened_anew(IsolationMode isolation, Fault fault, string reason)
    {
        var device = Plug().On(fault, 7);
        await using var run = Start(30, isolation, device);

        await run.Ended();

        AssertNothingLost(run, 30);
        Assert.Equal([2], Attempts(run));
        Assert.Equal((2, 31), (device.Openings, device.Frames));
        Assert.Equal([DeviceState.InService, DeviceState.Reopening, DeviceState.InService], _history.Of(First));
        Assert.Contains(reason, _history.Reason(First, DeviceState.Reopening), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(IsolationMode.Off)]
    [InlineData(IsolationMode.Process)]
    public async Task A_device_that_does_not_open_leaves_the_frames_to_the_others_until_it_does(IsolationMode isolation)
    {
        var (reluctant, other) = (Plug(), Plug());
        reluctant.FailsToOpen = true;
        await using var run = Start(Endless, isolation, reluctant, other);

        await _history.Sees(First, DeviceState.Reopening);
        await _history.Sees(Second, DeviceState.InService);
        reluctant.FailsToOpen = false;
        await _history.Sees(First, DeviceState.Reopening, DeviceState.InService);
        run.Drain();
        await run.Ended();

        AssertNothingLost(run);
        Assert.Empty(Attempts(run));
        Assert.Contains(reluctant.Where.Path, _history.Reason(First, DeviceState.Reopening), StringComparison.Ordinal);
        Assert.Equal(1, other.Openings);
    }

    [SkippableTheory]
    [InlineData(IsolationMode.Off)]
    [InlineData(IsolationMode.Process)]
    public async Task A_run_of_which_no_device_opens_ends_and_says_why(IsolationMode isolation)
    {
        var device = Plug();
        device.FailsToOpen = true;
        await using var run = Start(30, isolation, device);

        var failure = await Assert.ThrowsAsync<DeviceException>(run.Ended);

        Assert.Contains(device.Where.Path, failure.Message, StringComparison.Ordinal);
    }

    // The real library ends its process where a USB stick is pulled out.
    [SkippableTheory]
    [InlineData(IsolationMode.Off, Fault.Error)]
    [InlineData(IsolationMode.Process, Fault.Error)]
    [InlineData(IsolationMode.Process, Fault.Abort)]
    public async Task A_device_that_is_pulled_out_is_lost_and_serves_again_once_it_is_back(IsolationMode isolation, Fault fault)
    {
        var device = Plug().On(Fault.Vanish, 7).On(fault, 7);
        await using var run = Start(30, isolation, device);

        await _history.Sees(First, DeviceState.Lost);
        Assert.True(device.IsAbsent);
        device.IsAbsent = false;
        await run.Ended();

        AssertNothingLost(run, 30);
        Assert.Equal([2], Attempts(run));
        Assert.Equal([DeviceState.InService, DeviceState.Lost, DeviceState.InService], _history.Of(First));
        Assert.Equal(2, device.Openings);
    }

    [SkippableFact]
    public async Task A_device_that_hangs_in_this_process_is_left_alone_until_it_answers_which_nobody_heeds()
    {
        var (hanging, other) = (Plug().On(Fault.Hang, 5), Plug());
        await using var run = Start(Endless, IsolationMode.Off, Impatient, hanging, other);

        await _history.Sees(First, DeviceState.Quarantined);
        Assert.True(hanging.IsHanging);
        hanging.Release();
        await _history.Sees(First, DeviceState.Quarantined, DeviceState.InService);
        run.Drain();
        await run.Ended();

        AssertNothingLost(run);
        Assert.Contains(2, Attempts(run));
        Assert.Equal((1, 1), (hanging.Openings, other.Openings));
    }

    [SkippableFact]
    public async Task A_device_that_hangs_in_a_process_of_its_own_is_killed_and_opened_again()
    {
        var (hanging, other) = (Plug().On(Fault.Hang, 5), Plug());
        await using var run = Start(Endless, IsolationMode.Process, Impatient, hanging, other);

        // Between the two it is quarantined, or, where the end of its process is noticed first, being opened again.
        await _history.Sees(First, DeviceState.InService, DeviceState.InService);
        run.Drain();
        await run.Ended();

        AssertNothingLost(run);
        Assert.Contains(2, Attempts(run));
        Assert.True(hanging.Openings > 1);
        AssertGone(hanging.Processes[0]);
    }

    [SkippableTheory]
    [InlineData(Fault.Segfault, "signal 11")]
    [InlineData(Fault.Abort, "signal 6")]
    public async Task A_crash_in_a_process_of_its_own_costs_only_the_frame_that_it_had(Fault fault, string reason)
    {
        var (crashing, other) = (Plug().On(fault, 5), Plug());
        await using var run = Start(Endless, IsolationMode.Process, crashing, other);

        await _history.Sees(First, DeviceState.Reopening, DeviceState.InService);
        run.Drain();
        await run.Ended();

        AssertNothingLost(run);
        Assert.Equal([2], Attempts(run));
        Assert.Contains(reason, _history.Reason(First, DeviceState.Reopening), StringComparison.Ordinal);
        Assert.Equal((2, 1), (crashing.Openings, other.Openings));
        Assert.Equal(0, run.Meter.Devices[1].Faults);
    }

    [SkippableTheory]
    [InlineData(IsolationMode.Off)]
    [InlineData(IsolationMode.Process)]
    public async Task A_device_that_gets_slow_is_degraded_and_goes_on(IsolationMode isolation)
    {
        // Its baseline is known after 60 frames; on any machine most of those take less than this.
        var device = Plug().Slow(TimeSpan.FromMilliseconds(20), fromFrame: 70);
        await using var run = Start(100, isolation, device);

        await run.Ended();

        AssertNothingLost(run, 100);
        Assert.Contains(DeviceState.Degraded, _history.Of(First));
        Assert.Equal((1, 0), (device.Openings, run.Meter.Devices[0].Faults));
    }

    [SkippableTheory]
    [InlineData(IsolationMode.Off)]
    [InlineData(IsolationMode.Process)]
    public async Task A_device_that_hangs_as_it_opens_keeps_neither_the_frames_nor_the_end_waiting(IsolationMode isolation)
    {
        var (hanging, other) = (Plug(), Plug());
        hanging.HangsOpening = true;
        await using var run = Start(30, isolation, hanging, other);

        await run.Ended();

        AssertNothingLost(run, 30);
        Assert.Empty(Attempts(run));
        Assert.Empty(_history.Of(First));
        // Else the actor system would wait for it as the test ends.
        hanging.HangsOpening = false;
    }

    // A frame takes microseconds; this is what a busy machine may add.
    private static DeadlineSettings Impatient => new(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    private StandInDevice Plug()
    {
        var device = new StandInDevice();
        _devices.Add(device);
        return device;
    }

    private PipelineRun Start(int frames, IsolationMode isolation, params StandInDevice[] devices) => Start(frames, isolation, deadline: null, devices);

    private PipelineRun Start(int frames, IsolationMode isolation, DeadlineSettings? deadline, params StandInDevice[] devices)
    {
        var opened = devices.Select(device => new Device.EdgeTpu(device.Where)).Select(device =>
            isolation == IsolationMode.Process ? (Device)new Device.Isolated(device, DeviceHostProgram.Default) : device);
        var settings = PipelineRun.Settings([PipelineRun.Camera("front", frames)], [.. opened]);
        return PipelineRun.Start(
            settings with
            {
                Task = DetectionTask.For(_model),
                Pool = settings.Pool with { Deadline = deadline ?? settings.Pool.Deadline, DevicePoll = TimeSpan.FromMilliseconds(10), MaxAttempts = 100 },
            },
            onChange: _history.Add);
    }

    // Every frame that was captured came out, once, with its own square and in order.
    private static void AssertNothingLost(PipelineRun run, int? frames = null)
    {
        run.AssertInvariant();
        var camera = Assert.Single(run.Meter.Cameras);
        Assert.Equal(frames ?? camera.Captured, camera.Rendered);
    }

    // Of the frames that took more than one.
    private static List<int> Attempts(PipelineRun run) => [.. run.Written.Select(written => written.Result.Attempt).Where(attempt => attempt > 1)];

    private static void AssertGone(int process) => Assert.Throws<ArgumentException>(() => Process.GetProcessById(process));
}
