using System.Diagnostics;
using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.Tests.Interop;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

/// <summary>Edge TPUs that are parked, on whole pipelines.</summary>
public sealed class EdgeTpuPowerTests : IDisposable
{
    private readonly DeviceHistory _history = new();
    private readonly StandInDevice[] _devices;
    private readonly Model _model;

    public EdgeTpuPowerTests()
    {
        EdgeTpuStandIn.Require();
        _devices = [new StandInDevice(), new StandInDevice()];
        _model = Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true), "detector_edgetpu.tflite");
    }

    public void Dispose()
    {
        foreach (var device in _devices)
        {
            device.Dispose();
        }

        _model.Dispose();
    }

    [SkippableFact]
    public async Task What_a_slower_clock_can_do_is_done_by_the_parked_one_at_that_clock()
    {
        await using var run = Start("off");

        // First the one that is not needed is parked; then it takes the place of the other.
        await Task.WhenAll(_history.Sees("edgetpu:0", DeviceState.InService, DeviceState.Parked), _history.Sees("edgetpu:1", DeviceState.InService, DeviceState.Parked));
        await EndAsync(run);

        Assert.All(_devices, device => Assert.Equal(EdgeTpuClock.Max, device.Clocks[0]));
        Assert.Contains(_devices, device => device.Clocks.Count > 1 && device.Clocks[1] < EdgeTpuClock.Max);
    }

    [SkippableFact]
    public async Task The_process_of_one_that_is_parked_has_ended()
    {
        await using var run = Start("process");

        var parked = await Task.WhenAny(Parked(0), Parked(1)).Unwrap();

        // It is told as it begins to close.
        await run.SeesNextAsync(_ => !Process.GetProcesses().Any(process => process.Id == _devices[parked].Processes[0]));
        await EndAsync(run);

        async Task<int> Parked(int device)
        {
            await _history.Sees($"edgetpu:{device}", DeviceState.Parked);
            return device;
        }
    }

    private static async Task EndAsync(PipelineRun run)
    {
        await run.EndAsync();

        var camera = Assert.Single(run.Meter.Cameras);
        Assert.Equal(camera.Captured, camera.Rendered + Enum.GetValues<DropCause>().Sum(camera.Drops));
    }

    private PipelineRun Start(string isolation)
    {
        var settings = PipelineRun.Settings([new CameraSettings("front", new FaultySource { Text = "front", Seed = 1, Rate = 20 })]);
        return PipelineRun.Start(
            settings with
            {
                Task = DetectionTask.For(_model),
                Pool = settings.Pool with
                {
                    Devices = DeviceSpec.ParseList([string.Join(',', _devices.Select(device => $"edgetpu:{device.Where.Path}?isolation={isolation}"))]),
                    Power = new PowerSettings(PowerMode.Saver, TimeSpan.FromMilliseconds(200)) { ParkAfter = TimeSpan.FromMilliseconds(20) },
                },
            },
            onChange: _history.Add);
    }
}
