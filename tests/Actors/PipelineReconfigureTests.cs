using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tests.Interop;
using Actors.Tests.Capture;
using Actors.Tests.Tpu;
using Actors.Tests.View;
using Actors.Tpu;
using Actors.View;

namespace Actors.Tests;

/// <summary>A pipeline changes while frames flow, and loses none.</summary>
public class PipelineReconfigureTests
{
    private static readonly InputSpec OtherInput = Frames.Input with { Width = 96, Height = 96 };

    [Fact]
    public async Task Devices_join_and_leave()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)));

        var changes = await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Sim(100), Sim(100), Sim(200)));
        Assert.Equal(["device sim:1:  -> sim:0.1ms", "device sim:2:  -> sim:0.2ms"], changes.Order());

        await run.SeesAsync(frame => frame.Device == "sim:1");
        changes = await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Sim(200)));
        Assert.Equal(["device sim:0: sim:0.1ms -> ", "device sim:1: sim:0.1ms -> "], changes.Order());

        await EndAsync(run);
        Assert.Contains(run.Written, frame => frame.Result.Device == "sim:1");
    }

    [Fact]
    public async Task A_device_that_becomes_another_keeps_its_name()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100), Sim(100)));

        var changes = await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Sim(50), Sim(50)));

        Assert.Equal(["device sim:0: sim:0.1ms -> sim:0.05ms", "device sim:1: sim:0.1ms -> sim:0.05ms"], changes.Order());
        await EndAsync(run);
    }

    [Fact]
    public async Task Numbers_change_at_once()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100), Sim(100)));

        var changes = await run.ReconfigureAsync(settings => settings with
        {
            Pool = settings.Pool with { Credits = 1, MaxAttempts = 7, ReopenDelay = TimeSpan.FromMilliseconds(2) },
            Preprocessors = 3,
            FramesInFlight = 5,
            Task = settings.Task with { Filter = new DetectionFilter(0.25f, 3), Labels = Labels.Parse(["spot"]) },
        });

        Assert.Equal(
            ["credits: 2 -> 1", "frames-in-flight: auto -> 5", "labels: none -> 1 name", "max-attempts: 3 -> 7", "preprocessors: 2 -> 3", "reopen-delay: 1 ms -> 2 ms", "threshold: 0.5 -> 0.25", "top-k: 100 -> 3"],
            changes.Order());
        await run.SeesAsync(result => result.Detections is [{ Label: "spot" }]);
        await EndAsync(run);
        Assert.Equal("spot", run.Written.Last().Result.Detections.Single().Label);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_told()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)));

        Assert.Empty(await run.ReconfigureAsync(settings => settings));

        await run.EndAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_model_that_takes_another_form_is_taken_on_device_by_device(int devices)
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front"), PipelineRun.Endless("back")], Repeat(Sim(100), devices)));

        var changes = await run.ReconfigureAsync(settings => settings with
        {
            Task = settings.Task with { Input = OtherInput, Prepare = new PrepareSettings { Resize = ResizeMode.Letterbox } },
        });

        Assert.Equal(["resize: Stretch -> Letterbox"], changes);
        await EndAsync(run);
    }

    [Fact]
    public async Task A_model_that_does_not_open_is_refused_and_the_old_one_goes_on()
    {
        var fussy = new FakeDevice { OnInput = input => Assert.NotEqual(OtherInput, input) };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], fussy, Sim(100), Sim(100)));
        // Those that are not in service are changed first, and none would be left to refuse.
        foreach (var device in new[] { "fake:0", "sim:0", "sim:1" })
        {
            await run.SeesStateAsync(device, DeviceState.InService);
        }

        var changes = await run.ReconfigureAsync(settings => settings with { Task = settings.Task with { Input = OtherInput, Filter = new DetectionFilter(0.25f, 3) } });

        Assert.StartsWith("model: (simulated) does not open on fake:0", changes[0], StringComparison.Ordinal);
        Assert.Equal(["threshold: It belongs to the model that was refused.", "top-k: It belongs to the model that was refused."], changes.Skip(1));
        Assert.Equal((Frames.Input, 100), (run.InForce!.Task.Input, run.InForce.Task.Filter.TopK));
        Assert.Equal(["threshold: 0.5 -> 0.75"], await run.ReconfigureAsync(settings => settings with { Task = settings.Task with { Filter = new DetectionFilter(0.75f, 100) } }));
        await EndAsync(run);
    }

    [Fact]
    public async Task Frames_are_labelled_by_the_model_that_saw_them_while_it_changes_to_one_of_another_size()
    {
        using var folder = new TemporaryFolder();
        using var before = Load(folder, "before", [1, 32, 32, 3], classId: 0);
        using var after = Load(folder, "after", [1, 64, 48, 3], classId: 1);
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], new Device.Cpu(1), new Device.Cpu(1)) with
        {
            Task = DetectionTask.For(before) with { Labels = Labels.Parse(["old", "-"]) },
        });
        await run.SeesAsync(frame => frame.Device == "cpu:1");

        var changes = await run.ReconfigureAsync(settings => settings with { Task = DetectionTask.For(after) with { Labels = Labels.Parse(["-", "new", "-"]) } });
        await run.SeesAsync(frame => frame.Detections[0].Label == "new");
        await run.EndAsync();

        Assert.Equal([$"labels: 2 names -> 3 names", $"model: {before.Name} -> {after.Name}"], changes.Order());
        Assert.Equal(run.Meter.Cameras[0].Captured, run.Written.Count);
        var labels = run.Written.Select(frame => frame.Result.Detections.Single().Label).ToList();
        Assert.Equal(["new", "old"], labels.Distinct().Order());
        Assert.Equal("old", labels[0]);
        Assert.Equal("new", labels[^1]);
    }

    [Fact]
    public async Task Frames_are_read_as_large_as_the_outputs_of_now_need_them()
    {
        var need = PictureNeed.None;
        var camera = new CameraSettings("front", new FaultySource { Text = "front", Seed = 1, OnRead = now => Volatile.Write(ref need, now) });
        await using var run = PipelineRun.Start(PipelineRun.Settings([camera], Sim(100)), pictures: false);
        var model = PictureNeed.Of(Frames.Task.Form);
        await run.SeesNextAsync(_ => Volatile.Read(ref need) == model);

        await run.ReconfigureAsync(settings => settings with { Outputs = [.. settings.Outputs, new FakeSink { Name = "small", Width = 100 }] });
        await run.SeesNextAsync(_ => Volatile.Read(ref need) == model.And(PictureNeed.OfWidth(100)));

        await run.ReconfigureAsync(settings => settings with { Outputs = [.. settings.Outputs, new FakeSink { Name = "large", ForEachCamera = true }] });
        await run.SeesNextAsync(_ => Volatile.Read(ref need) == model.And(PictureNeed.Full));

        await run.ReconfigureAsync(settings => settings with { Outputs = [settings.Outputs[0]] });
        await run.SeesNextAsync(_ => Volatile.Read(ref need) == model);

        await run.EndAsync();
        Assert.Equal(0, run.Meter.Cameras.Sum(seen => Enum.GetValues<DropCause>().Sum(seen.Drops)));
    }

    [Fact]
    public async Task A_video_that_is_wanted_smaller_from_now_on_is_another_file_and_the_one_before_stays()
    {
        using var folder = new TemporaryFolder();
        var video = new SinkSpec.Video(folder.PathOf("out.avi"));
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)) with { Outputs = [video] });

        // By then more frames have gone through the video than may be on their way.
        await run.SeesAsync(frame => frame.Frame.Sequence == 100);
        var changes = await run.ReconfigureAsync(settings => settings with { Outputs = [video with { Width = 80 }, settings.Outputs[^1]] });
        await run.SeesNextAsync(_ => File.Exists(folder.PathOf("out-2.avi")));
        await run.EndAsync();

        Assert.Equal([$"output:  -> {video}?width=80", $"output: {video} -> "], changes.Order());
        Assert.Equal((Frames.Width, Frames.Height), SizeOf("out.avi"));
        Assert.Equal((80, 60), SizeOf("out-2.avi"));

        (int, int) SizeOf(string name)
        {
            using var written = new OpenCvSharp.VideoCapture(folder.PathOf(name));
            return (written.FrameWidth, written.FrameHeight);
        }
    }

    private static Model Load(TemporaryFolder folder, string name, int[] shape, int classId)
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [new Detection(classId, 0.9f, new RelativeBox(0, 0, 1, 1))]);
        File.WriteAllBytes(folder.PathOf(name), ModelBuilder.Detector(answer, shape));
        return Model.FromFile(folder.PathOf(name));
    }

    [Fact]
    public async Task Cameras_join_leave_and_become_others()
    {
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front"), PipelineRun.Endless("back")], Sim(100), Sim(100)));
        await run.SeesAsync(frame => frame.Frame.Camera == "back");

        var changes = await run.ReconfigureAsync(settings => settings with { Cameras = [PipelineRun.Endless("front") with { FrameLimit = 1_000_000 }, PipelineRun.Endless("side")] });

        Assert.Equal(["camera back: back -> ", "camera front: front -> front, 1000000 frames", "camera side:  -> side"], changes.Order());
        await run.SeesAsync(frame => frame.Frame.Camera == "side");
        await run.EndAsync();
        Assert.Equal(["back", "front", "side"], run.Written.Select(frame => frame.Result.Frame.Camera).Distinct().Order());
        Assert.All(run.Meter.Cameras, camera => Assert.Equal(camera.Captured, camera.Rendered));
    }

    [Fact]
    public async Task A_camera_that_becomes_another_goes_on_counting_and_its_own_outputs_are_not_told_to_be_gone()
    {
        var own = new FakeSink { Name = "own", ForEachCamera = true };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)) with { Outputs = [own] });
        await run.SeesAsync(frame => frame.Frame.Sequence == 10);

        var changes = await run.ReconfigureAsync(settings => settings with { Cameras = [PipelineRun.Endless("front") with { FrameLimit = 20 }] });

        Assert.Equal(["camera front: front -> front, 20 frames"], changes);
        await run.Ended();
        var sequences = run.Written.Select(frame => frame.Result.Frame.Sequence).ToList();
        Assert.Equal(Enumerable.Range(0, sequences.Count).Select(sequence => (long)sequence), sequences);
        Assert.Equal(2, own.Disposals);
    }

    [Fact]
    public async Task A_live_camera_that_is_not_there_yet_does_not_end_the_run_that_is_changed_to_it()
    {
        var tried = new TaskCompletionSource();
        var missing = new ScriptedSource { Text = "missing", Live = true, OnOpen = _ => { tried.TrySetResult(); throw new SourceException("not plugged in") { IsMissing = true }; } };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)));
        await run.SeesAsync(frame => frame.Frame.Sequence == 3);

        await run.ReconfigureAsync(settings => settings with { Cameras = [new CameraSettings("front", missing)] });
        await tried.Task;

        Assert.Equal(["camera back:  -> back"], await run.ReconfigureAsync(settings => settings with { Cameras = [.. settings.Cameras, PipelineRun.Endless("back")] }));
        await run.SeesAsync(frame => frame.Frame.Camera == "back");
        await run.EndAsync();
    }

    [Fact]
    public async Task A_camera_that_was_paused_from_the_start_is_waited_for_when_it_is_to_go_on_and_is_not_there()
    {
        var tries = 0;
        var triedAgain = new TaskCompletionSource();
        var missing = new ScriptedSource
        {
            Text = "missing",
            Live = true,
            OnOpen = _ =>
            {
                if (++tries == 2)
                {
                    triedAgain.TrySetResult();
                }

                throw new SourceException("not plugged in") { IsMissing = true };
            },
        };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front"), new CameraSettings("back", missing) { Paused = true }], Sim(100)));
        await run.SeesAsync(frame => frame.Frame.Sequence == 3);

        await run.ReconfigureAsync(settings => settings with { Cameras = [settings.Cameras[0], settings.Cameras[1] with { Paused = false }] });

        await triedAgain.Task;
        await run.EndAsync();
    }

    [Fact]
    public async Task A_camera_whose_frames_wait_for_a_device_does_not_keep_another_device_from_coming()
    {
        var lost = new FakeDevice { OnOpen = opening => { if (opening > 1) { throw FakeDevice.NotThere; } }, OnRun = _ => throw FakeDevice.Fault };
        var isLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = PipelineRun.Start(
            PipelineRun.Settings([PipelineRun.Endless("front")], lost),
            onChange: changed => (changed.State == DeviceState.Reopening ? isLost : null)?.TrySetResult(),
            changeLimit: TimeSpan.FromMilliseconds(1));
        await isLost.Task;

        var changes = await run.ReconfigureAsync(settings => settings with { Cameras = [PipelineRun.Endless("front") with { FrameLimit = 20 }] });
        Assert.StartsWith("camera front: its source or a frame of it is still waited for", Assert.Single(changes), StringComparison.Ordinal);

        await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Sim(100)));
        await run.Ended();
        Assert.Equal(run.Meter.Cameras[0].Captured, run.Meter.Cameras[0].Rendered);
    }

    [Fact]
    public async Task An_output_that_does_not_answer_does_not_keep_settings_from_changing()
    {
        using var answers = new ManualResetEventSlim();
        var stuck = new FakeSink { Name = "stuck", ShowsPictures = false, OnWrite = _ => answers.Wait() };
        await using var run = PipelineRun.Start(
            PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)) with { Outputs = [stuck] }, changeLimit: TimeSpan.FromMilliseconds(1));
        await run.SeesAsync(frame => frame.Frame.Sequence == 0);

        var changes = await run.ReconfigureAsync(settings => settings with { Outputs = [.. settings.Outputs.Skip(1)] });
        Assert.StartsWith("output stuck: it is still being written", Assert.Single(changes), StringComparison.Ordinal);

        changes = await run.ReconfigureAsync(settings => settings with { Task = settings.Task with { Filter = new DetectionFilter(0.25f, 3) } });
        Assert.Contains("threshold: 0.5 -> 0.25", changes);
        answers.Set();
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task What_changes_before_the_first_device_is_open_is_told_as_well()
    {
        using var opens = new ManualResetEventSlim();
        var slow = new FakeDevice { OnOpen = _ => opens.Wait() };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], slow));

        var change = run.ReconfigureAsync(settings => settings with { Cameras = [PipelineRun.Endless("back")] });
        opens.Set();

        Assert.Equal(["camera back:  -> back", "camera front: front -> "], (await change).Order());
        await run.SeesAsync(frame => frame.Frame.Camera == "back");
        await run.EndAsync();
    }

    [Fact]
    public async Task A_camera_that_had_ended_is_not_begun_anew()
    {
        var own = new FakeSink { Name = "own", ForEachCamera = true };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Camera("short", 10), PipelineRun.Endless("long")], Sim(100)) with { Outputs = [own] });

        // A camera's own output is closed when the pipeline knows that it has ended, which its last frame does not tell.
        await run.SeesNextAsync(_ => own.Disposals == 1);

        await run.ReconfigureAsync(settings => settings with { FramesInFlight = 9 });
        await run.ReconfigureAsync(settings => settings with { Cameras = [settings.Cameras[0]] });

        await run.Ended();
        Assert.Equal(10, run.Written.Count(frame => frame.Result.Frame.Camera == "short"));
    }

    [Fact]
    public async Task Outputs_join_and_leave_with_every_frame_that_was_theirs()
    {
        var (first, second) = (new FakeSink { Name = "first" }, new FakeSink { Name = "second", ShowsPictures = false });
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)) with { Outputs = [first] });
        await run.SeesAsync(frame => frame.Frame.Sequence == 10);

        var changes = await run.ReconfigureAsync(settings => settings with { Outputs = [.. settings.Outputs.Skip(1), second] });

        Assert.Equal(["output:  -> second", "output: first -> "], changes.Order());
        await run.SeesNextAsync(_ => second.Sequences.Count > 10);
        await EndAsync(run);
        Assert.Equal((1, 1), (first.Disposals, second.Disposals));
        var (firsts, seconds) = (first.Sequences, second.Sequences);
        Assert.Equal(Enumerable.Range(0, firsts.Count).Select(sequence => (long)sequence), firsts);
        Assert.Equal(Enumerable.Range(0, seconds.Count).Select(sequence => run.Meter.Cameras[0].Captured - seconds.Count + sequence), seconds);
    }

    [Fact]
    public async Task A_change_that_the_run_ends_before_is_answered_all_the_same()
    {
        using var opens = new ManualResetEventSlim();
        var slow = new FakeDevice { OnOpen = _ => opens.Wait() };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)));
        await run.SeesAsync(frame => frame.Frame.Sequence == 0);

        // The last camera goes, and the run with it, while the new device has yet to open.
        var changes = await run.ReconfigureAsync(settings => PipelineRun.WithDevices(settings, Sim(100), slow) with { Cameras = [] });

        Assert.Contains("camera front: front -> ", changes);
        opens.Set();
        await run.Ended();
    }

    [Fact]
    public async Task A_change_while_the_run_ends_is_refused()
    {
        using var ends = new ManualResetEventSlim();
        var slow = new FakeSink { OnWrite = _ => ends.Wait() };
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(100)) with { Outputs = [slow] });
        await run.SeesAsync(frame => frame.Frame.Sequence == 0);
        run.Drain();

        Assert.Equal(["the configuration: The program is ending."], await run.ReconfigureAsync(settings => settings with { FramesInFlight = 9 }));
        Assert.Null(run.InForce);

        ends.Set();
        await run.Ended();
    }

    [Fact]
    public async Task Changes_at_random_while_frames_flow_lose_none()
    {
        var random = new Random(20260105);
        await using var run = PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front"), PipelineRun.Endless("back")], Sim(100), Sim(100)));
        for (var change = 0; change < 60; change++)
        {
            await run.ReconfigureAsync(settings => random.Next(5) switch
            {
                0 => PipelineRun.WithDevices(settings, [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Sim(50 + 50 * random.Next(3)))]),
                1 => settings with { FramesInFlight = 1 + random.Next(12) },
                2 => settings with { Preprocessors = 1 + random.Next(4), MostPreprocessors = random.Next(6) },
                3 => settings with { Pool = settings.Pool with { Credits = 1 + random.Next(4) } },
                _ => settings with { Task = settings.Task with { Input = random.Next(2) == 0 ? OtherInput : Frames.Input } },
            });
        }

        await EndAsync(run);
    }

    // Of a camera whose frames are all wanted none is missing.
    private static async Task EndAsync(PipelineRun run)
    {
        await run.EndAsync();
        run.AssertInvariant();
        Assert.All(run.Meter.Cameras, camera => Assert.Equal(camera.Captured, camera.Rendered));
    }

    private static Device.Simulated Sim(double microseconds) => new(TimeSpan.FromMicroseconds(microseconds));

    private static Device[] Repeat(Device device, int count) => [.. Enumerable.Repeat(device, count)];
}
