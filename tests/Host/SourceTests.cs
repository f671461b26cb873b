using Actors.Capture;

namespace Actors.Tests.Host;

/// <summary><c>run</c> on every kind of source that works without hardware.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_test_pattern_gives_every_frame_in_order_each_with_its_own_detection()
    {
        var result = await _program.RunAsync("run", "--camera", "front=test:640x480@0", "--devices", "3xsim:2ms", "--frames", "120", "--output", "jsonl:-");

        var frames = result.Done().Frames;
        FrameLine.AssertComplete(frames, 120);
        Assert.All(frames, frame =>
        {
            Assert.Equal("front", frame.Camera);
            Assert.StartsWith("sim:", frame.Device, StringComparison.Ordinal);
            Assert.True(frame.Latency.TotalMs >= frame.Latency.InferMs);

            // The device sees 300x300 of 640x480, so an edge is known to about two of its pixels.
            var square = TestPatternSource.Square(640, 480, frame.Sequence);
            var box = Assert.Single(frame.Detections).Box;
            Assert.InRange(box.X + box.Width / 2, square.X + square.Width / 2.0 - 5, square.X + square.Width / 2.0 + 5);
            Assert.InRange(box.Y + box.Height / 2, square.Y + square.Height / 2.0 - 5, square.Y + square.Height / 2.0 + 5);
        });
        Assert.True(frames.Select(frame => frame.Device).Distinct().Count() > 1, "One device did all the work.");
        Assert.Contains("front", result.Error, StringComparison.Ordinal);
        Assert.Contains("sim:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_gives_one_frame()
    {
        var result = await _program.SimulateAsync("--camera", _program.Grey("one.png", 80, 60, 200));

        FrameLine.AssertComplete(result.Done().Frames, 1);
    }

    [Fact]
    public async Task A_folder_gives_its_images_in_the_order_of_their_names_and_damaged_ones_cost_only_themselves()
    {
        var model = _program.BrightnessModel();
        foreach (var brightness in new[] { 250, 50, 150 })
        {
            _program.Grey($"shots/{brightness:D3}.png", 40, 30, brightness);
        }

        _program.File("shots/100.jpg", []);
        _program.File("shots/notes.txt", "no image");

        var result = await _program.RunAsync("run", "--camera", "shots", "--model", model, "--devices", "cpu", "--threshold", "0.01", "--output", "jsonl:-");

        var frames = result.Done().Frames;
        Assert.Equal([0, 2, 3], frames.Select(frame => frame.Sequence));
        Assert.Equal([50, 150, 250], frames.Select(frame => Math.Round(Assert.Single(frame.Detections).Score * 255)));
        Assert.Contains("100.jpg", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 unreadable", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_JPEG_is_decoded_as_large_as_it_is_needed_and_its_boxes_refer_to_the_full_frame_either_way()
    {
        // A hundred pixels of the model's input in each direction, from the hundredth on.
        var square = new OpenCvSharp.Rect(640, 360, 640, 360);
        _program.File("large.jpg", Tests.Capture.Jpegs.WithRectangle(1920, 1080, square));

        var reduced = (await _program.SimulateAsync("--camera", "large.jpg")).Done();
        var whole = (await _program.SimulateAsync("--camera", "large.jpg", "--output", "frames:shots")).Done();
        var small = (await _program.SimulateAsync("--camera", "large.jpg", "--output", "frames:shots?width=300")).Done();

        Assert.Contains("Camera camera0 decodes with jpg (software), reduced to 1/2: 960x540 of 1920x1080.", reduced.Error, StringComparison.Ordinal);
        Assert.Contains("Camera camera0 decodes with jpg (software), whole: 1920x1080.", whole.Error, StringComparison.Ordinal);
        Assert.Contains("reduced to 1/2", small.Error, StringComparison.Ordinal);
        Assert.All([reduced, whole, small], result =>
        {
            var box = Assert.Single(Assert.Single(result.Frames).Detections).Box;
            Assert.InRange(box.X, square.Left - 1, square.Left + 1);
            Assert.InRange(box.Y, square.Top - 1, square.Top + 1);
            Assert.InRange(box.X + box.Width, square.Right - 1, square.Right + 1);
            Assert.InRange(box.Y + box.Height, square.Bottom - 1, square.Bottom + 1);
        });
        using var shot = OpenCvSharp.Cv2.ImRead(_program.Folder.PathOf("shots/camera0-00000000.jpg"));
        Assert.Equal(new OpenCvSharp.Size(300, 169), shot.Size());
    }

    [Fact]
    public async Task A_glob_gives_the_images_that_match()
    {
        _program.Grey("a1.png", 40, 30, 10);
        _program.Grey("a2.png", 40, 30, 10);
        _program.Grey("b1.png", 40, 30, 10);

        var result = await _program.SimulateAsync("--camera", "a*.png");

        FrameLine.AssertComplete(result.Done().Frames, 2);
    }

    [Theory]
    [InlineData("clip.avi")]
    [InlineData("clip.mkv")]
    public async Task A_video_gives_every_frame_and_ends(string name)
    {
        var result = await _program.SimulateAsync("--camera", _program.Video(name, 37));

        FrameLine.AssertComplete(result.Done().Frames, 37);
    }

    [Fact]
    public async Task Several_cameras_share_the_devices_and_each_is_complete_and_in_order()
    {
        var result = await _program.SimulateAsync("--camera", "left=test:64x48@0", "--camera", "test:64x48@0", "--frames", "40");

        var cameras = result.Done().Frames.GroupBy(frame => frame.Camera).OrderBy(camera => camera.Key).ToList();
        Assert.Equal(["camera1", "left"], cameras.Select(camera => camera.Key));
        Assert.All(cameras, camera => FrameLine.AssertComplete(camera, 40));
    }

    [SkippableFact]
    public async Task A_stream_over_HTTP_is_read_and_asked_for_again_when_it_ends()
    {
        await using var server = HttpCamera.OfJpegs(Enumerable.Repeat(HttpCamera.Jpeg(64, 48), 10));
        Skip.IfNot(Commands.Exist("ffmpeg"), "ffmpeg is not installed, which reads network cameras.");

        var result = await _program.SimulateAsync("--camera", server.Address, "--on-full", "wait", "--frames", "25");

        FrameLine.AssertComplete(result.Done().Frames, 25);
        Assert.True(server.Connections >= 3, $"{server.Connections} connections");
        Assert.Contains("gives no more frames", result.Error, StringComparison.Ordinal);
    }
}
