namespace Actors.Tests;

public class AttributionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_live_camera_before_idle_devices_is_told_with_what_they_could_do()
    {
        var attribution = Attribution.Of(Reading(captured: 30, dropped: 0, rendered: 30, reading: Second, devicesBusy: 0.1 * Second));

        Assert.Equal("camera front", attribution.Bottleneck?.Name);
        Assert.Equal("Bottleneck: camera front, giving 30.0 frames/s of the 300 that the other stages could do.", attribution.BottleneckText);
        Assert.Equal("limit: camera front (30 of 300/s)", attribution.LimitText);
        Assert.Equal([("faster cameras", 300.0)], attribution.Predictions.Select(prediction => (prediction.With, Math.Round(prediction.Rate, 6))));
    }

    [Fact]
    public void A_camera_of_which_frames_are_dropped_for_want_of_devices_is_not_the_bottleneck()
    {
        var attribution = Attribution.Of(Reading(captured: 1000, dropped: 740, rendered: 260, reading: Second, devicesBusy: 0.98 * Second));

        Assert.Equal("the 2 devices", attribution.Bottleneck?.Name);
        Assert.Equal("limit: the 2 devices (98 %)", attribution.LimitText);
    }

    [Fact]
    public void Devices_that_were_given_nothing_count_as_the_others_do_unless_they_are_out_of_service()
    {
        var reading = Reading(captured: 30, dropped: 0, rendered: 30, reading: Second, devicesBusy: 0.1 * Second);
        var more = reading with
        {
            Devices = [.. reading.Devices, new PipelineReading.DeviceWork("sim:2", 0, TimeSpan.Zero, Serves: true), new PipelineReading.DeviceWork("sim:3", 0, TimeSpan.Zero, Serves: false)],
        };

        Assert.Equal("the 3 devices", Attribution.Of(more).Stages.Single(stage => stage.Name.EndsWith("devices", StringComparison.Ordinal)).Name);
        Assert.Equal((3, 450.0), (Attribution.Of(more).Capacity!.DeviceCount, Math.Round(Attribution.Of(more).Capacity!.Devices, 6)));
    }

    [Fact]
    public void Of_outputs_that_are_called_the_same_the_busiest_counts()
    {
        var reading = Reading(captured: 100, dropped: 0, rendered: 100, reading: 0.5 * Second, devicesBusy: 0.9 * Second) with
        {
            Outputs = [new PipelineReading.Work("output viewers", 10, 0.1 * Second), new PipelineReading.Work("output viewers", 30, 0.3 * Second)],
        };

        Assert.Equal(0.3, Assert.Single(Attribution.Of(reading).Stages, stage => stage.Name == "output viewers").Busy, 3);
    }

    [Fact]
    public void An_output_that_writes_all_the_time_is_the_bottleneck()
    {
        var reading = Reading(captured: 100, dropped: 0, rendered: 100, reading: 0.5 * Second, devicesBusy: 0.9 * Second) with
        {
            Outputs = [new PipelineReading.Work("output video:out.mp4", 100, Second)],
        };

        Assert.Equal("Bottleneck: output video:out.mp4, busy 100 % of the time.", Attribution.Of(reading).BottleneckText);
    }

    [Fact]
    public void A_processor_that_is_used_up_is_the_bottleneck() => Assert.Equal("the processor", Attribution.Of(
        Reading(captured: 100, dropped: 0, rendered: 100, reading: 0.5 * Second, devicesBusy: 0.9 * Second) with { ProcessorShare = 0.97 }).Bottleneck?.Name);

    [Fact]
    public void One_of_several_cameras_is_told_with_the_others()
    {
        var reading = Reading(captured: 30, dropped: 0, rendered: 30, reading: Second, devicesBusy: 0.1 * Second);
        var two = reading with { Cameras = [reading.Cameras[0], reading.Cameras[0] with { Camera = "back" }] };

        Assert.Equal("Bottleneck: camera front, with the others giving 60.0 frames/s of the 300 that the other stages could do.", Attribution.Of(two).BottleneckText);
    }

    [Fact]
    public void A_camera_that_gave_nothing_is_none_of_those_that_share_the_means()
    {
        var reading = Reading(captured: 30, dropped: 0, rendered: 30, reading: Second, devicesBusy: 0.1 * Second);
        var idle = reading with { Cameras = [reading.Cameras[0], new PipelineReading.CameraWork("back", 0, 0, 0, Second)] };

        Assert.Equal("Bottleneck: camera front, giving 30.0 frames/s of the 300 that the other stages could do.", Attribution.Of(idle).BottleneckText);
        Assert.DoesNotContain(Attribution.Of(idle).Stages, stage => stage.Name == "camera back");
    }

    [Theory]
    [InlineData(1, 0, 0, 4, 1)]
    [InlineData(3, 0, 0, 4, 3)]
    [InlineData(3, 0, 0, 2, 2)]
    [InlineData(3, 2, 0, 4, 1)]
    [InlineData(3, 0, 2, 4, 1)]
    [InlineData(3, 0, 3, 4, 3)]
    public void Frames_are_drawn_at_once_of_the_cameras_that_give_any_and_have_not_gone(int cameras, int idle, int gone, int threads, int atOnce)
    {
        var meter = new PipelineMeter(Enumerable.Range(0, cameras).Select(camera => $"{camera}")) { DrawThreads = threads };
        meter.Cameras.Skip(idle).ToList().ForEach(camera => camera.CountCaptured(1));
        meter.Drawing.CountWorker(cameras);
        meter.Drawing.CountWorker(-gone);

        // What a run came to is asked when all have gone.
        Assert.Equal(atOnce, PipelineReading.Of(meter).DrawnAtOnce);
    }

    [Fact]
    public void Drawing_of_one_camera_of_three_has_one_thread_to_itself_while_the_others_give_nothing()
    {
        var meter = new PipelineMeter(["a", "b", "c"]) { DrawThreads = 4 };
        meter.Drawing.CountWorker(3);
        meter.Cameras.ToList().ForEach(camera => camera.CountCaptured(1));
        var before = PipelineReading.Of(meter);
        meter.Cameras[1].CountCaptured(1);

        Assert.Equal((3, 1), (before.DrawnAtOnce, PipelineReading.Of(meter).Since(before).DrawnAtOnce));
    }

    [Fact]
    public void How_many_prepare_and_draw_at_once_is_what_the_threads_in_hocon_allow()
    {
        var hocon = Akka.Configuration.ConfigurationFactory.ParseString("actors { prepare-dispatcher.dedicated-thread-pool.thread-count = 3, render-dispatcher.dedicated-thread-pool.thread-count = 5 }");

        var meter = PipelineMeter.Of(PipelineRun.Settings([PipelineRun.Endless("front")]), hocon.WithFallback(ReferenceConfig.Value));

        Assert.Equal((3, 5), (meter.PrepareThreads, meter.DrawThreads));
        Assert.Equal(["front"], meter.Cameras.Select(camera => camera.Camera));
    }

    [Fact]
    public void After_a_run_as_many_prepared_at_once_as_there_were()
    {
        var meter = new PipelineMeter(["front"]);
        meter.Preparing.CountWorker(1);
        meter.Preparing.CountWorker(1);
        meter.Preparing.CountWorker(-1);
        Assert.Equal(1, PipelineReading.Of(meter).PreparedAtOnce);

        meter.Preparing.CountWorker(-1);
        Assert.Equal(2, PipelineReading.Of(meter).PreparedAtOnce);
    }

    [Fact]
    public void Where_nothing_came_out_nothing_is_told()
    {
        var attribution = Attribution.Of(Reading(captured: 0, dropped: 0, rendered: 0, reading: TimeSpan.Zero, devicesBusy: TimeSpan.Zero));

        Assert.Equal("Nothing ran.", attribution.BottleneckText);
        Assert.Equal("", attribution.LimitText);
        Assert.Equal("", attribution.PredictionText);
    }

    [Fact]
    public void Preparing_that_is_always_busy_is_the_bottleneck_and_another_preprocessor_is_expected_to_help()
    {
        var reading = Reading(captured: 100, dropped: 0, rendered: 100, reading: 0.5 * Second, devicesBusy: 0.25 * Second) with
        {
            Preparing = new PipelineReading.Work("preparing", 100, Second),
            PreparedAtOnce = 1,
        };

        var attribution = Attribution.Of(reading);

        Assert.Equal("Bottleneck: preparing, busy 100 % of the time.", attribution.BottleneckText);
        Assert.Equal("Expected frames/s with one more preprocessor 200.", attribution.PredictionText);
    }

    [Fact]
    public void Between_two_readings_counts_what_was_added()
    {
        var meter = new PipelineMeter(["front"]);
        meter.Cameras[0].CountRendered(TimeSpan.FromMilliseconds(1));
        meter.NewOutput("none").Writing.AddSince(0);
        var before = PipelineReading.Of(meter);
        meter.Cameras[0].CountRendered(TimeSpan.FromMilliseconds(1));
        meter.Cameras[0].CountDrop(Actors.Capture.DropCause.Overrun);
        meter.NewOutput("none").Writing.AddSince(0);

        var between = PipelineReading.Of(meter).Since(before);

        Assert.Equal((1L, 1L), (between.Cameras[0].Rendered, between.Cameras[0].Dropped));
        Assert.Equal([0L, 1L], between.Outputs.Select(output => output.Frames));
        Assert.True(between.Span > TimeSpan.Zero);
    }

    // One second of two devices that share the frames.
    private static PipelineReading Reading(long captured, long dropped, long rendered, TimeSpan reading, TimeSpan devicesBusy) => new()
    {
        Span = Second,
        ProcessorShare = 0.02,
        Cameras = [new PipelineReading.CameraWork("front", captured, dropped, rendered, reading)],
        Preparing = new PipelineReading.Work("preparing", rendered, 0.01 * Second),
        PreparedAtOnce = 2,
        Devices = [new PipelineReading.DeviceWork("sim:0", rendered / 2, devicesBusy, true), new PipelineReading.DeviceWork("sim:1", rendered / 2, devicesBusy, true)],
        Drawing = new PipelineReading.Work("drawing", rendered, 0.01 * Second),
        DrawnAtOnce = 1,
        Outputs = [],
    };
}
