using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Truth;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>What a camera knows of its frames, compared with what comes out of the pipeline.</summary>
public class PipelineTruthTests
{
    private const int Count = 200;
    private static readonly Category[] Categories = [new(1, "square")];

    [Fact]
    public async Task Every_frame_is_compared_with_what_is_in_it_though_devices_answer_out_of_order()
    {
        await using var run = PipelineRun.Start(Settings("square"), pictures: false);

        await run.Ended();

        // A frame that were compared with what is in another would have its square elsewhere.
        var summary = RunSummary.Of(run.Meter);
        Assert.Equal(new Tally(Count, Count, 0), summary.Cameras[0].Found);
        Assert.Null(summary.Cameras[0].NotCompared);
        Assert.True(run.Meter.Devices.Count(device => device.Frames > 0) > 1, "One device did all the work.");
    }

    [Fact]
    public async Task Frames_of_a_camera_that_does_not_know_are_not_compared()
    {
        var settings = Settings("square");
        await using var run = PipelineRun.Start(settings with { Cameras = [.. settings.Cameras, PipelineRun.Camera("other", 20)] }, pictures: false);

        await run.Ended();

        var other = RunSummary.Of(run.Meter).Cameras.Single(camera => camera.Camera == "other");
        Assert.Equal((20, null, null), (other.Rendered, other.Found, other.NotCompared));
    }

    [Fact]
    public async Task A_model_whose_classes_are_called_otherwise_has_no_figures()
    {
        await using var run = PipelineRun.Start(Settings("circle"), pictures: false);

        await run.Ended();

        var camera = RunSummary.Of(run.Meter).Cameras[0];
        Assert.Null(camera.Found);
        Assert.Contains("no class called square", camera.NotCompared, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_between_two_moments_has_the_frames_between_them()
    {
        await using var run = PipelineRun.Start(Settings("square"), pictures: false);
        var before = PipelineReading.Of(run.Meter);

        await run.Ended();

        var after = PipelineReading.Of(run.Meter);
        Assert.Equal(after.Cameras[0].Found!.Since(before.Cameras[0].Found ?? Tally.None), after.Since(before).Cameras[0].Found);
        Assert.Equal(Tally.None, after.Since(after).Cameras[0].Found);
    }

    private static PipelineSettings Settings(string label)
    {
        var settings = PipelineRun.Settings(
            [new CameraSettings("front", new Jumping { Text = "jumping" }) { FrameLimit = Count }],
            new Device.Simulated(TimeSpan.FromMicroseconds(300)), new Device.Simulated(TimeSpan.FromMilliseconds(2)));
        return settings with { Task = settings.Task with { Labels = Labels.Parse([label]) } };
    }

    /// <summary>A white square that is in every frame somewhere else.</summary>
    private sealed record Jumping : SourceUri
    {
        public override bool IsLive => false;

        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new Opened();

        public override string ToString() => Text;

        private sealed class Opened : IFrameSource
        {
            private const int Side = 20;
            private int _next;

            public double Rate => 0;

            public string Decoder => "";

            public FrameTruth? Truth { get; private set; }

            public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
            {
                var place = _next++ % (Frames.Width / Side * (Frames.Height / Side));
                var square = new Rect(place * 5 % (Frames.Width / Side) * Side, place / (Frames.Width / Side) * Side, Side, Side);
                image.Create(Frames.Height, Frames.Width, MatType.CV_8UC3);
                image.SetTo(Scalar.All(0));
                Cv2.Rectangle(image, square, Scalar.White, thickness: -1);
                Truth = new FrameTruth(Categories, [new TrueObject(1, new PixelBox(square.X, square.Y, square.Width, square.Height), square.Width * square.Height)]);
                return PictureScale.Whole(image);
            }

            public void Dispose()
            {
            }
        }
    }
}
