using Actors.Capture;
using Actors.Prepare;
using Actors.Interop;
using Actors.Tests.Tpu;
using Actors.Tests.View;
using Actors.View;

namespace Actors.Tests;

public class PipelineActorTests
{
    [Fact]
    public async Task A_pipeline_ends_when_its_cameras_do_and_its_outputs_are_closed_then()
    {
        var output = new FakeSink();
        var settings = PipelineRun.Settings([PipelineRun.Camera("front", 20), PipelineRun.Camera("back", 30)], new FakeDevice(), new FakeDevice());
        await using var run = PipelineRun.Start(settings with { Outputs = [output] });

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(50, run.Written.Count);
        Assert.Equal((1, 1), (output.Openings, output.Disposals));
        Assert.Equal(["fake:0", "fake:1"], run.Meter.Devices.Select(device => device.Device));
        Assert.Equal(50, run.Meter.Devices.Sum(device => device.Frames));
    }

    [Fact]
    public async Task Where_no_device_opens_the_pipeline_fails_before_a_camera_starts()
    {
        var camera = ScriptedCamera("front");
        var settings = PipelineRun.Settings([camera.Settings], Unopenable, Unopenable);
        await using var run = PipelineRun.Start(settings);

        await Assert.ThrowsAsync<DeviceException>(run.Ended);

        Assert.Equal(0, camera.Source.Openings);
    }

    [Fact]
    public async Task A_library_that_lacks_an_entry_point_fails_the_pipeline_as_well()
    {
        var device = new FakeDevice { OnOpen = _ => throw new EntryPointNotFoundException("TfLiteInterpreterCreate") };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera("front", 20)], device));

        await Assert.ThrowsAsync<EntryPointNotFoundException>(run.Ended);
    }

    [Fact]
    public async Task A_frame_that_was_sent_to_a_preprocessor_that_is_gone_is_prepared_by_another()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], new FakeDevice()));
        await run.SeesAsync(_ => true);

        var told = Assert.IsType<CameraActor.PrepareAgain>(await run.StrayAsync("front"));

        Assert.Equal("front", told.Frame.CameraName);
    }

    [Fact]
    public async Task One_device_that_opens_is_enough()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera("front", 20)], Unopenable, new FakeDevice()));

        await run.Ended();

        run.AssertInvariant();
        Assert.Equal(20, run.Written.Count);
    }

    [Fact]
    public async Task A_camera_that_fails_is_reported_after_the_others_have_finished()
    {
        var camera = ScriptedCamera("broken");
        camera.Source.Break(new SourceException("the file is damaged"));
        await using var run = PipelineRun.Start(PipelineRun.Settings([camera.Settings, PipelineRun.Camera("front", 50)], new FakeDevice()));

        var failure = await Assert.ThrowsAsync<SourceException>(run.Ended);

        Assert.Equal("the file is damaged", failure.Message);
        Assert.Equal(50, run.Written.Count);
    }

    [Fact]
    public async Task A_pipeline_that_is_drained_lets_the_frames_on_their_way_come_out()
    {
        var endless = new CameraSettings("front", new FaultySource { Text = "endless", Seed = 1 });
        var reached = new TaskCompletionSource();
        await using var run = PipelineRun.Start(PipelineRun.Settings([endless], new FakeDevice()), written =>
        {
            if (written.Result.Frame.Sequence == 50)
            {
                reached.TrySetResult();
            }
        });
        await reached.Task;

        run.Drain();

        await run.Ended();
        run.AssertInvariant();
    }

    [Fact]
    public async Task A_pipeline_that_is_drained_while_no_device_is_in_service_gives_up_what_waits()
    {
        var failed = new TaskCompletionSource();
        var lost = new FakeDevice
        {
            OnRun = _ => throw FakeDevice.Fault,
            OnOpen = opening =>
            {
                if (opening > 1)
                {
                    failed.TrySetResult();
                    throw FakeDevice.NotThere;
                }
            },
        };
        await using var run = PipelineRun.Start(PipelineRun.Settings([new CameraSettings("front", new FaultySource { Text = "endless", Seed = 1 })], lost));
        await failed.Task;

        run.Drain();

        await run.Ended();
        run.AssertInvariant();
        Assert.True(run.Meter.Cameras[0].Drops(DropCause.NoDevice) > 0);
    }

    [Fact]
    public async Task An_actor_that_fails_in_an_unforeseen_way_ends_the_pipeline_with_its_reason()
    {
        var endless = new CameraSettings("front", new FaultySource { Text = "endless", Seed = 1 });
        var running = new TaskCompletionSource();
        await using var run = PipelineRun.Start(PipelineRun.Settings([endless], new FakeDevice()), _ => running.TrySetResult());
        await running.Task;

        run.TellDealer(new PreparedFrame(null!, default));

        await Assert.ThrowsAsync<NullReferenceException>(run.Ended);
    }

    [Fact]
    public async Task A_window_that_is_closed_ends_the_pipeline()
    {
        var endless = new CameraSettings("front", new FaultySource { Text = "endless", Seed = 1 });
        var window = new FakeSink { OnWrite = _ => throw new SinkClosedException("the window was closed") { EndsRun = true } };
        await using var run = PipelineRun.Start(PipelineRun.Settings([endless], new FakeDevice()) with { Outputs = [window] });

        await run.Ended();

        Assert.Equal(run.Meter.Cameras[0].Captured, run.Meter.Cameras[0].Rendered);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_does_not_end_the_others()
    {
        var pipe = new FakeSink { OnWrite = _ => throw new SinkClosedException("nobody reads it") };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera("front", 100)], new FakeDevice()) with { Outputs = [pipe] });

        await run.Ended();

        Assert.Equal(100, run.Written.Count);
        Assert.Equal(100, run.Meter.Outputs[0].Missed);
    }

    [Fact]
    public async Task A_broken_output_does_not_hold_up_the_other()
    {
        var broken = new FakeSink { OnOpen = _ => throw new IOException("disk full") };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera("front", 100)], new FakeDevice()) with { Outputs = [broken] });

        await run.Ended();

        Assert.Equal(100, run.Written.Count);
        Assert.Equal(100, run.Meter.Outputs[0].Missed);
    }

    [Fact]
    public async Task A_camera_may_have_any_name()
    {
        const string name = "Haustür/links #1 %2";
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera(name, 10)], new FakeDevice()));

        await run.Ended();

        Assert.Equal(10, run.Written.Count(frame => frame.Result.Frame.Camera == name));
    }

    private static FakeDevice Unopenable => new() { OnOpen = _ => throw FakeDevice.NotThere };

    private static (CameraSettings Settings, Capture.ScriptedSource Source) ScriptedCamera(string name)
    {
        var source = Capture.ScriptedSource.New();
        return (new CameraSettings(name, source), source);
    }
}
