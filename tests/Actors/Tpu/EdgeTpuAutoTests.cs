using System.Collections.Immutable;
using Actors.Capture;
using Actors.Interop;
using Actors.Tests.Interop;
using Actors.Tpu;
using Fault = Actors.Tests.Interop.StandInDevice.Fault;

namespace Actors.Tests.Tpu;

/// <summary>Pools of whatever Edge TPUs there are, on whole pipelines; the CPU runs the model that theirs was compiled from.</summary>
public sealed class EdgeTpuAutoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DeviceHistory _history = new();
    // Read by the pipeline while a test plugs in more.
    private ImmutableList<StandInDevice> _devices = [];
    private readonly Model _model;
    private readonly Model _cpuModel;

    public EdgeTpuAutoTests()
    {
        EdgeTpuStandIn.Require();
        _model = Load("detector_edgetpu.tflite", ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true));
        _cpuModel = Load("detector.tflite", ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));
    }

    public void Dispose()
    {
        _devices.ForEach(device => device.Dispose());
        _model.Dispose();
        _cpuModel.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task One_that_is_plugged_in_later_is_in_service_without_anyone_asking()
    {
        Plug();
        await using var run = Start("auto?isolation=off");
        await _history.Sees("edgetpu:0", DeviceState.InService);

        Plug();

        await _history.Sees("edgetpu:1", DeviceState.InService);
        await run.SeesAsync(frame => frame.Device == "edgetpu:1");
        await EndAsync(run);
    }

    [SkippableFact]
    public async Task Without_any_the_cpu_serves_until_one_is_plugged_in()
    {
        await using var run = Start("auto?isolation=off");
        await _history.Sees("cpu:0", DeviceState.InService);

        Plug();

        await _history.Sees("cpu:0", DeviceState.InService, DeviceState.Retired);
        await run.SeesAsync(frame => frame.Device == "edgetpu:0");
        await EndAsync(run);
    }

    [SkippableTheory]
    [InlineData("edgetpu?isolation=off")]
    [InlineData("edgetpu?isolation=process")]
    [InlineData("auto?isolation=process")]
    public async Task The_cpu_serves_from_when_the_last_is_pulled_out_until_it_is_back(string devices)
    {
        var device = Plug().On(Fault.Vanish, 7).On(Fault.Error, 7);
        await using var run = Start(devices, fallback: true);

        await _history.Sees("edgetpu:0", DeviceState.Lost);
        await run.SeesAsync(frame => frame.Device.StartsWith("cpu", StringComparison.Ordinal));
        device.IsAbsent = false;

        await _history.Sees("edgetpu:0", DeviceState.Lost, DeviceState.InService);
        await _history.Sees("cpu:0", DeviceState.InService, DeviceState.Retired);
        await EndAsync(run);
    }

    private static async Task EndAsync(PipelineRun run)
    {
        await run.EndAsync();

        var camera = Assert.Single(run.Meter.Cameras);
        Assert.Equal("", string.Join(", ", Enum.GetValues<DropCause>().Where(cause => camera.Drops(cause) > 0).Select(cause => $"{camera.Drops(cause)} {cause}")));
        Assert.Equal(camera.Captured, camera.Rendered);
        Assert.Equal(camera.Captured, run.Written.Count);
    }

    private StandInDevice Plug()
    {
        var device = new StandInDevice();
        _devices = _devices.Add(device);
        return device;
    }

    private PipelineRun Start(string devices, bool fallback = false)
    {
        var settings = PipelineRun.Settings([PipelineRun.Endless("front")]);
        return PipelineRun.Start(
            settings with
            {
                Task = DetectionTask.For(_model).AlsoOnCpu(_cpuModel),
                Pool = settings.Pool with
                {
                    Devices = DeviceSpec.ParseList([devices]),
                    FallsBackToCpu = fallback,
                    DevicePoll = TimeSpan.FromMilliseconds(10),
                    MaxAttempts = 100,
                },

                // Others' tests plug in devices of their own.
                ListEdgeTpus = () => [.. EdgeTpuDevices.List().Where(listed => _devices.Exists(mine => mine.Where == listed))],
            },
            onChange: _history.Add);
    }

    private Model Load(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.PathOf(name), content);
        return Model.FromFile(_folder.PathOf(name));
    }
}
