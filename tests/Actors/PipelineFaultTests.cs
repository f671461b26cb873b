using Actors.Capture;
using Actors.Route;
using Actors.Tests.Tpu;
using Actors.Tpu;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests;

public class PipelineFaultTests
{
    [Fact]
    public async Task Frames_of_several_cameras_come_out_in_order_with_their_own_detections_though_devices_fail()
    {
        var settings = PipelineRun.Settings(
            [PipelineRun.Camera("front", 150), PipelineRun.Camera("back", 100), PipelineRun.Camera("side", 50)],
            PipelineRun.FailingDevice(1, oneIn: 5), PipelineRun.FailingDevice(2, oneIn: 5), PipelineRun.FailingDevice(3, oneIn: 6));
        await using var run = PipelineRun.Start(settings);

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(300, run.Meter.Cameras.Sum(camera => camera.Captured));
        Assert.All(run.Meter.Cameras, camera => Assert.Equal(camera.Captured, camera.Rendered + camera.Drops(DropCause.InferenceFailed)));
        Assert.True(run.Meter.Devices.Sum(device => device.Faults) > 10);
        Assert.Contains(run.Written, frame => frame.Result.Attempt > 1);
    }

    [Fact]
    public async Task Every_kind_of_drop_is_counted_by_its_cause()
    {
        var settings = PipelineRun.Settings([PipelineRun.Camera("front", 200, oneIn: 8)], PipelineRun.FailingDevice(1, oneIn: 3));
        await using var run = PipelineRun.Start(settings with { Pool = settings.Pool with { MaxAttempts = 1 } });

        await run.Ended();

        run.AssertInvariant();
        var camera = Assert.Single(run.Meter.Cameras);
        Assert.All([DropCause.Unreadable, DropCause.PrepareFailed, DropCause.InferenceFailed], cause => Assert.True(camera.Drops(cause) > 5, $"{cause}"));
        Assert.Equal((0, 0), (camera.Drops(DropCause.Overrun), camera.Drops(DropCause.NoDevice)));
    }

    [Fact]
    public async Task A_device_that_hangs_costs_only_itself_and_comes_back_when_it_answers()
    {
        using var hanging = new ManualResetEventSlim();
        var hangs = 0;
        var device = new FakeDevice
        {
            OnRun = _ =>
            {
                // Hangs on its first frame until others have long been answered.
                if (Interlocked.Increment(ref hangs) == 1)
                {
                    hanging.Wait();
                }
            },
        };
        var settings = PipelineRun.Settings([PipelineRun.Camera("front", 400)], device, PipelineRun.FailingDevice(1, oneIn: 0));
        settings = settings with { Pool = settings.Pool with { Deadline = new DeadlineSettings(4, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)), MaxAttempts = 100 } };
        await using var run = PipelineRun.Start(settings, written =>
        {
            if (written.Result.Frame.Sequence == 100)
            {
                hanging.Set();
            }
        });

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(400, run.Meter.Cameras[0].Rendered);
        Assert.Contains(run.Written, frame => frame.Result.Attempt > 1);
    }

    [Theory]
    [InlineData("lost-after=20&back-after=1ms")]
    [InlineData("crash-after=20")]
    public async Task A_device_alone_that_comes_back_costs_no_frame_of_a_file(string faults)
    {
        var script = new FaultScript(SimulatedBehaviour.Parse(faults));
        var settings = PipelineRun.Settings([PipelineRun.Camera("front", 100)], new Device.Simulated(TimeSpan.FromMicroseconds(1), script));
        // How long a frame of a microsecond takes is the machine's affair, and no sign of a device that gets slow.
        settings = settings with { Pool = settings.Pool with { DevicePoll = TimeSpan.FromMilliseconds(10), DegradedFactor = double.MaxValue } };
        await using var run = PipelineRun.Start(settings);

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(100, run.Meter.Cameras[0].Rendered);
        Assert.Single(script.Injections);
        var device = Assert.Single(run.Meter.Devices);
        Assert.Equal((DeviceState.InService, 1), (device.State, device.Faults));
    }

    /// <summary>A pipeline, and how often its parts fail.</summary>
    public sealed record Plan(int[] CameraFrames, bool OneIsLive, int CameraOneIn, int[] DeviceOneIn, int Credits, int MaxAttempts, int FramesInFlight, bool Saves, int Seed)
    {
        public override string ToString() =>
            $"cameras [{string.Join(',', CameraFrames)}] live {OneIsLive} 1 in {CameraOneIn}, devices 1 in [{string.Join(',', DeviceOneIn)}], credits {Credits}, attempts {MaxAttempts}, in flight {FramesInFlight}, saves power {Saves}, seed {Seed}";
    }

    [Property(Replay = "20260110,7919", MaxTest = 15, EndSize = 15, Arbitrary = [typeof(Arbitraries)])]
    public async Task Whatever_fails_every_frame_ends_once_and_every_buffer_comes_back(Plan plan)
    {
        var settings = PipelineRun.Settings(
            [.. plan.CameraFrames.Select((frames, i) => PipelineRun.Camera($"camera-{i}", frames, plan.OneIsLive && i == 0 ? 500 : 0, plan.CameraOneIn))],
            [.. plan.DeviceOneIn.Select((oneIn, i) => PipelineRun.FailingDevice(plan.Seed + i, oneIn))]);
        await using var run = PipelineRun.Start(settings with
        {
            FramesInFlight = plan.FramesInFlight,
            Pool = settings.Pool with
            {
                Credits = plan.Credits,
                MaxAttempts = plan.MaxAttempts,

                // So that devices come and go all the time.
                Power = new PowerSettings(plan.Saves ? PowerMode.Saver : PowerMode.Performance, TimeSpan.FromMilliseconds(1)) { ParkAfter = TimeSpan.Zero },
            },
        });

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(plan.CameraFrames.Select(frames => (long)frames), run.Meter.Cameras.Select(camera => camera.Captured));
    }

    public static class Arbitraries
    {
        public static Arbitrary<Plan> Plans()
        {
            var plans =
                from cameras in Gen.Choose(1, 3)
                from frames in Gen.Choose(1, 80).ArrayOf(cameras)
                from live in Gen.Elements(true, false)
                from cameraOneIn in Gen.Elements(0, 5, 15)
                from devices in Gen.Choose(1, 4)
                from deviceOneIn in Gen.Elements(0, 2, 4, 20).ArrayOf(devices)
                from credits in Gen.Choose(1, 3)
                from attempts in Gen.Choose(1, 3)
                from inFlight in Gen.Choose(1, 6)
                from saves in Gen.Elements(true, false)
                from seed in Gen.Choose(0, 1000)
                select new Plan(frames, live, cameraOneIn, deviceOneIn, credits, attempts, inFlight, saves, seed);
            return plans.ToArbitrary();
        }
    }
}
