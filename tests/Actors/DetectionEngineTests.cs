using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tests.Interop;
using Actors.Tpu;
using OpenCvSharp;

namespace Actors.Tests;

public sealed class DetectionEngineTests : IDisposable
{
    private const int Sequence = 40;

    private readonly DetectionEngine _engine = DetectionEngine.Open(new DetectionTask(), new Device.Simulated(TimeSpan.FromMicroseconds(1)));
    private readonly Mat _image = new();
    private readonly Rect _square = TestPatternSource.Square(640, 480, Sequence);

    public DetectionEngineTests()
    {
        using var pattern = new TestPatternSource(640, 480, rate: 0);
        for (var i = 0; i <= Sequence; i++)
        {
            pattern.Read(_image, PictureNeed.Full, default);
        }
    }

    public void Dispose()
    {
        _engine.Dispose();
        _image.Dispose();
    }

    [Fact]
    public void Boxes_are_relative_unless_pixels_are_asked_for()
    {
        var relative = Assert.Single(_engine.Detect(_image)).Box;
        var pixels = Assert.Single(_engine.Detect(_image, new DetectionEngine.Options { RelativeBoxes = false })).Box;

        Assert.Equal(_square.X / 640.0, relative.X, 0.01);
        Assert.Equal(_square.Height / 480.0, relative.Height, 0.01);
        Assert.Equal(_square.X, pixels.X, 3.0);
        Assert.Equal(_square.Height, pixels.Height, 3.0);
    }

    [Fact]
    public void Options_may_change_from_image_to_image()
    {
        foreach (var mode in new[] { ResizeMode.Letterbox, ResizeMode.Stretch, ResizeMode.Letterbox })
        {
            var box = Assert.Single(_engine.Detect(_image, new DetectionEngine.Options { Resize = mode, RelativeBoxes = false })).Box;

            Assert.Equal(_square.X, box.X, 3.0);
            Assert.Equal(_square.Y, box.Y, 3.0);
        }
    }

    [Fact]
    public void The_filter_and_the_labels_are_the_callers()
    {
        Assert.Empty(_engine.Detect(_image, new DetectionEngine.Options { Threshold = 1 }));
        Assert.Empty(_engine.Detect(_image, new DetectionEngine.Options { TopK = 0 }));
        Assert.Equal("square", Assert.Single(_engine.Detect(_image, labels: Labels.Parse(["square"]))).Label);
    }

    [Fact]
    public void A_prepared_input_gives_boxes_relative_to_itself()
    {
        var input = new byte[_engine.Input.ByteSize];
        input.AsSpan(0, _engine.Input.ByteSize / 2).Fill(255);

        var found = Assert.Single(_engine.Detect(input, new DetectionFilter(0.5f, 10)));

        Assert.Equal(new RelativeBox(0, 0, 0.5f, 1), found.Box);
    }

    [Fact]
    public void An_image_without_pixels_is_refused()
    {
        using var empty = new Mat();

        Assert.Throws<ArgumentException>(() => _engine.Detect(empty));
    }

    [Fact]
    public void The_CPU_runs_the_model_that_one_for_edge_tpus_was_compiled_from()
    {
        using var compiled = Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true), "light_edgetpu.tflite");
        var task = DetectionTask.For(compiled).AlsoOnCpu(Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1), "light.tflite"));
        using var _ = task.CpuModel;
        using var white = new Mat(32, 32, MatType.CV_8UC3, Scalar.White);

        using var engine = DetectionEngine.Open(task);

        Assert.Equal(1, Assert.Single(engine.Detect(white)).Score, 0.02f);
    }
}
