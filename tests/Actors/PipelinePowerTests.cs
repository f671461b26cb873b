using Actors.Capture;
using Actors.Route;
using Actors.Tpu;
using OnFull = Actors.Capture.OnFull;

namespace Actors.Tests;

/// <summary>Whole pipelines that park devices and bring them back. What is asserted are states and counts; how fast it goes is measured by <c>rehearse --power</c>.</summary>
public class PipelinePowerTests
{
    private const int Devices = 4;
    private const int FramesOfAFile = 200;

    private static readonly PowerSettings Saver = new(PowerMode.Saver, TimeSpan.FromMilliseconds(20)) { ParkAfter = TimeSpan.FromMilliseconds(20) };

    private readonly PoolStates _states = new();

    [Fact]
    public async Task A_camera_that_one_device_can_serve_leaves_it_alone_until_files_bring_the_others_back_which_then_are_parked_again()
    {
        await using var run = Start(Saver);
        await _states.ParkedAsync(Devices - 1);

        await run.ReconfigureAsync(settings => settings with
        {
            Cameras = [.. settings.Cameras, .. Enumerable.Range(0, 4).Select(number => PipelineRun.Camera($"file-{number}", FramesOfAFile))],
        });
        await _states.InServiceAsync(Devices);
        await run.SeesNextAsync(_ => Files(run).All(file => file.Rendered == FramesOfAFile));
        await _states.ParkedAsync(Devices - 1);

        await run.EndAsync();
        run.AssertInvariant();
        Assert.All(Files(run), file => Assert.Equal((FramesOfAFile, FramesOfAFile), (file.Captured, file.Rendered)));
    }

    [Fact]
    public async Task Power_changes_while_frames_flow()
    {
        await using var run = Start(Saver with { Mode = PowerMode.Performance });

        Assert.Equal(["power-latency: 20 ms -> 30 ms", "power: performance -> saver"], (await Use(run, Saver with { Latency = TimeSpan.FromMilliseconds(30) })).Order());
        await _states.ParkedAsync(Devices - 1);
        Assert.Equal(["power: saver -> performance"], await Use(run, Saver with { Mode = PowerMode.Performance, Latency = TimeSpan.FromMilliseconds(30) }));
        await _states.InServiceAsync(Devices);

        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task Parked_devices_take_part_in_a_change_of_the_model()
    {
        await using var run = Start(Saver);
        await _states.ParkedAsync(Devices - 1);

        var changes = await run.ReconfigureAsync(settings => settings with { Task = settings.Task with { Prepare = new() { Resize = Actors.Prepare.ResizeMode.Letterbox } } });

        Assert.Equal(["resize: Stretch -> Letterbox"], changes);
        await run.SeesNextAsync(_ => true);
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task Devices_are_added_and_taken_away_while_some_are_parked()
    {
        await using var run = Start(Saver);
        await _states.ParkedAsync(Devices - 1);

        await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Device(6)));
        await run.SeesNextAsync(_ => true);
        await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Device(6), Device(7), Device(7)));
        await _states.ParkedAsync(2);

        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task Where_the_device_in_service_is_lost_a_parked_one_takes_over()
    {
        var devices = Enumerable.Range(0, 2).Select(_ => Device(5)).ToArray();
        await using var run = Start(Saver, devices);
        var parked = (await _states.ParkedAsync(1)).Single();

        // They have their names in the order in which they are written.
        devices[parked == "sim:0" ? 1 : 0].Faults.Order(new SimulatedFault.Loss(null));

        await run.SeesNextAsync(frame => frame.Device == parked);
        await run.EndAsync();
        run.AssertInvariant();
    }

    private static Device.Simulated Device(double ms) => new(TimeSpan.FromMilliseconds(ms));

    private static IEnumerable<CameraMeter> Files(PipelineRun run) => run.Meter.Cameras.Where(camera => camera.Camera != "live");

    private static Task<IReadOnlyList<string>> Use(PipelineRun run, PowerSettings power) =>
        run.ReconfigureAsync(settings => settings with { Pool = settings.Pool with { Power = power } });

    private PipelineRun Start(PowerSettings power, params Device[] devices)
    {
        var live = new CameraSettings("live", new FaultySource { Text = "live", Seed = 1, Rate = 50 }) { OnFull = OnFull.DropOldest };
        var settings = PipelineRun.Settings([live], devices.Length > 0 ? devices : [.. Enumerable.Range(0, Devices).Select(_ => Device(5))]);
        return PipelineRun.Start(settings with { Pool = settings.Pool with { Power = power, DevicePoll = TimeSpan.FromMilliseconds(10), DegradedFactor = 1000 } }, onChange: _states.Add);
    }

    /// <summary>The states of a pool's devices.</summary>
    private sealed class PoolStates
    {
        // Longer than any machine needs; only what never comes takes it.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private readonly Lock _gate = new();
        private readonly Dictionary<string, DeviceState> _states = new(StringComparer.Ordinal);
        private readonly List<(DeviceState State, int Count, TaskCompletionSource<IReadOnlyList<string>> Seen)> _waiting = [];

        public void Add(DeviceChanged change)
        {
            lock (_gate)
            {
                _states[change.Device] = change.State;
                _waiting.ForEach(Tell);
            }
        }

        /// <returns>Which they were as there were so many.</returns>
        public Task<IReadOnlyList<string>> ParkedAsync(int devices) => SeesAsync(DeviceState.Parked, devices);

        public Task<IReadOnlyList<string>> InServiceAsync(int devices) => SeesAsync(DeviceState.InService, devices);

        private void Tell((DeviceState State, int Count, TaskCompletionSource<IReadOnlyList<string>> Seen) waiting)
        {
            var now = _states.Where(device => device.Value == waiting.State).Select(device => device.Key).ToList();
            if (now.Count == waiting.Count)
            {
                waiting.Seen.TrySetResult(now);
            }
        }

        private Task<IReadOnlyList<string>> SeesAsync(DeviceState state, int count)
        {
            var seen = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _waiting.Add((state, count, seen));
                Tell(_waiting[^1]);
            }

            return seen.Task.WaitAsync(Patience);
        }
    }
}
