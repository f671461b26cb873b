using Actors.Capture;
using Actors.Route;
using Actors.Tests.Tpu;
using Actors.Tests.View;
using Actors.Tpu;
using Actors.View;

namespace Actors.Tests;

/// <summary>Two hundred thousand frames through a whole pipeline on which every fault there is comes at random.</summary>
public class LongFaultyRunTests
{
    private const int Frames = 100_000;
    private const int Devices = 4;

    [Fact]
    public async Task Every_frame_ends_once_in_order_with_its_own_detections_and_every_buffer_comes_back()
    {
        var devices = Enumerable.Range(1, Devices).Select(seed => new FlakyDevice(seed, rarity: 300)).ToList();
        var check = new OrderCheck();
        var settings = PipelineRun.Settings(
            [PipelineRun.Camera("front", Frames), PipelineRun.Camera("back", Frames)], [.. devices.Select(device => device.Device)]);
        settings = settings with
        {
            Outputs = [new FakeSink { Name = "check", OnWrite = check.OnWrite, ShowsPictures = false }],
            Pool = settings.Pool with
            {
                MaxAttempts = 100,
                DevicePoll = TimeSpan.FromMilliseconds(10),
                Deadline = new DeadlineSettings(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)),
            },
        };
        await using var run = PipelineRun.Start(settings, onChange: Release, keep: false);
        await run.Ended();

        Assert.Equal([], check.Mistakes);
        Assert.Equal((Frames, Frames), (check.CountOf("front"), check.CountOf("back")));
        Assert.All(run.Meter.Cameras, camera => Assert.Equal((Frames, Frames), (camera.Captured, camera.Rendered)));
        foreach (var fault in new[] { "error", "crash", "lost", "hang", "does not open" })
        {
            Assert.True(devices.Sum(device => device.Played.GetValueOrDefault(fault)) >= 5, fault);
        }

        // A call that does not return does so once its device has been given up, or the run could not end.
        void Release(DeviceChanged changed)
        {
            if (changed.State == DeviceState.Quarantined)
            {
                devices[int.Parse(changed.Device.Split(':')[1], null)].Release();
            }
        }
    }

    /// <summary>Looks at frames as they come out.</summary>
    private sealed class OrderCheck
    {
        private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

        public List<string> Mistakes { get; } = [];

        public int CountOf(string camera) => (int)_next.GetValueOrDefault(camera);

        public void OnWrite(AnnotatedFrame frame)
        {
            var id = frame.Result.Frame;
            var expected = _next.GetValueOrDefault(id.Camera);
            _next[id.Camera] = expected + 1;
            var square = TestPatternSource.Square(Tests.Frames.Width, Tests.Frames.Height, id.Sequence);
            var box = frame.Result.Detections.Single().Box;
            if (id.Sequence != expected || Math.Abs(box.X - square.X) > 3 || Math.Abs(box.Y - square.Y) > 3)
            {
                Mistakes.Add($"{id} came as number {expected}, with a box at {box.X}, {box.Y}.");
            }
        }
    }
}
