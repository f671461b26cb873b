using Actors.Capture;
using Actors.Tpu;
using Actors.View;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>Those who look at a running pipeline.</summary>
public class PipelineViewersTests
{
    [Fact]
    public async Task Nothing_is_encoded_before_somebody_looks_nor_after_they_have_gone()
    {
        await using var run = Start();
        await run.SeesNextAsync(_ => true);
        Assert.DoesNotContain(run.Meter.Outputs, output => output.Sink == "viewers");
        var feed = new LiveFeed("front", null);

        run.Tell(new PipelineActor.Look(feed));
        var picture = await feed.NextAsync(null, default);

        using var decoded = Cv2.ImDecode(picture.Jpeg.Span, ImreadModes.Color);
        Assert.Equal(new Size(Frames.Width, Frames.Height), decoded.Size());
        run.Tell(new PipelineActor.LookAway(feed));
        Assert.Empty(await run.ReconfigureAsync(settings => settings));
        await run.SeesNextAsync(_ => true);
        var encoded = run.Meter.Outputs.Single(output => output.Sink == "viewers").Writing;
        var before = encoded.Count;
        await run.SeesNextAsync(_ => true);
        await run.SeesNextAsync(_ => true);
        Assert.InRange(encoded.Count - before, 0, 1);
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task Who_looks_small_gets_small_pictures()
    {
        await using var run = Start();
        var feed = new LiveFeed("front", 64);

        run.Tell(new PipelineActor.Look(feed));

        using var decoded = Cv2.ImDecode((await feed.NextAsync(null, default)).Jpeg.Span, ImreadModes.Color);
        Assert.Equal(new Size(64, 48), decoded.Size());
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task Viewers_who_come_and_go_all_the_time_cost_no_frame()
    {
        await using var run = Start();
        for (var i = 0; i < 200; i++)
        {
            var (one, other) = (new LiveFeed("front", 64), new LiveFeed("front", null));
            run.Tell(new PipelineActor.Look(one));
            run.Tell(new PipelineActor.Look(other));
            run.Tell(new PipelineActor.LookAway(one));
            if (i % 10 == 0)
            {
                await other.NextAsync(null, default);
            }

            run.Tell(new PipelineActor.LookAway(other));
        }

        await run.SeesNextAsync(_ => true);
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task A_camera_that_becomes_another_is_still_looked_at()
    {
        await using var run = Start();
        var feed = new LiveFeed("front", null);
        run.Tell(new PipelineActor.Look(feed));
        var seen = await feed.NextAsync(null, default);

        await run.ReconfigureAsync(settings => settings with { Cameras = [PipelineRun.Endless("front") with { FrameLimit = long.MaxValue }] });

        var last = run.Meter.Cameras.Single().Captured;
        do
        {
            seen = await feed.NextAsync(seen, default);
        }
        while (seen.Frame.Sequence < last);
        await run.EndAsync();
    }

    [Fact]
    public async Task A_camera_that_is_paused_gives_nothing_and_keeps_the_run_going_until_it_goes_on()
    {
        await using var run = Start();
        await run.SeesNextAsync(_ => true);

        Assert.Equal(["camera front: front -> front, paused"], await run.ReconfigureAsync(settings => Paused(settings, true)));
        Assert.Equal(["camera front: front, paused -> front"], await run.ReconfigureAsync(settings => Paused(settings, false)));

        await run.SeesNextAsync(_ => true);
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task A_paused_camera_ends_with_the_run()
    {
        await using var run = Start();
        await run.ReconfigureAsync(settings => Paused(settings, true));

        await run.EndAsync();

        run.AssertInvariant();
    }

    [Fact]
    public async Task A_device_that_the_settings_keep_out_of_service_is_parked_until_they_do_not()
    {
        var changes = new List<DeviceChanged>();
        await using var run = PipelineRun.Start(
            PipelineRun.Settings([PipelineRun.Endless("front")], Sim(), Sim()),
            onChange: changed =>
            {
                lock (changes)
                {
                    changes.Add(changed);
                }
            });
        await run.SeesAsync(frame => frame.Device == "sim:1");

        Assert.Equal(["out-of-service:  -> sim:1"], await run.ReconfigureAsync(settings => OutOfService(settings, "sim:1")));
        await run.SeesStateAsync("sim:1", DeviceState.Parked);
        await run.ReconfigureAsync(settings => OutOfService(settings));
        await run.SeesNextAsync(frame => frame.Device == "sim:1");

        await run.EndAsync();
        run.AssertInvariant();
        lock (changes)
        {
            Assert.Contains(changes, changed => changed is { Device: "sim:1", State: DeviceState.Parked, Reason: "It was taken out of service." });
        }
    }

    [Fact]
    public async Task Single_images_are_looked_at_by_the_pools_devices()
    {
        await using var run = Start();
        await run.SeesNextAsync(_ => true);
        var image = new Mat(Frames.Height, Frames.Width, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(image, new Rect(40, 30, 20, 20), Scalar.White, thickness: -1);

        var result = Assert.IsType<FrameResult>(await run.AskAsync(new StillsActor.Detect(image)));

        var box = Assert.Single(result.Detections).Box;
        Assert.Equal(40, box.X, 3.0);
        Assert.Equal(30, box.Y, 3.0);
        await run.EndAsync();
        run.AssertInvariant();
    }

    [Fact]
    public async Task More_images_than_may_be_on_their_way_are_refused_at_once()
    {
        using var hold = new ManualResetEventSlim();
        await using var run = PipelineRun.Start(PipelineRun.Settings([Waiting()], new Tests.Tpu.FakeDevice { OnRun = _ => hold.Wait() }));
        await run.SeesStateAsync("fake:0", DeviceState.InService);

        var asked = Enumerable.Range(0, StillsActor.MostInFlight + 1)
            .Select(_ => run.AskAsync(new StillsActor.Detect(new Mat(Frames.Height, Frames.Width, MatType.CV_8UC3, Scalar.All(0))))).ToList();

        Assert.True(Assert.IsType<StillsActor.NotDetected>(await await Task.WhenAny(asked)).IsBusy);
        hold.Set();
        var answers = await Task.WhenAll(asked);
        Assert.Equal(asked.Count - 1, answers.OfType<FrameResult>().Count());
        await run.EndAsync();
    }

    [Fact]
    public async Task An_image_that_cannot_be_taken_over_costs_its_own_answer_and_nothing_else()
    {
        await using var run = Start();
        await run.SeesNextAsync(_ => true);
        var gone = new Mat(Frames.Height, Frames.Width, MatType.CV_8UC3, Scalar.All(0));
        gone.Dispose();

        for (var i = 0; i <= StillsActor.MostInFlight; i++)
        {
            Assert.False(Assert.IsType<StillsActor.NotDetected>(await run.AskAsync(new StillsActor.Detect(gone))).IsBusy);
        }

        Assert.IsType<FrameResult>(await run.AskAsync(new StillsActor.Detect(new Mat(Frames.Height, Frames.Width, MatType.CV_8UC3, Scalar.All(0)))));
        await run.SeesNextAsync(_ => true);
        await run.EndAsync();
        run.AssertInvariant();
    }

    private static PipelineRun Start() => PipelineRun.Start(PipelineRun.Settings([PipelineRun.Endless("front")], Sim(), Sim()));

    private static CameraSettings Waiting() => PipelineRun.Endless("front") with { Paused = true };

    private static Device.Simulated Sim() => new(TimeSpan.FromMilliseconds(1));

    private static PipelineSettings Paused(PipelineSettings settings, bool paused) => settings with { Cameras = [.. settings.Cameras.Select(camera => camera with { Paused = paused })] };

    private static PipelineSettings OutOfService(PipelineSettings settings, params string[] names) => settings with { Pool = settings.Pool with { OutOfService = names } };
}
