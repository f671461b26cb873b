using System.Text.Json;
using Actors.Capture;
using Actors.View;
using OpenCvSharp;

namespace Actors.Tests.View;

public sealed class SinkFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_that_follow_a_break_are_added_to_those_before_it()
    {
        var spec = new SinkSpec.JsonLines(_folder.PathOf("results.jsonl"));
        for (var openings = 0; openings < 2; openings++)
        {
            using var sink = spec.Open(null, openings);
            Write(sink, "front", openings);
        }

        Assert.Equal(2, File.ReadAllLines(_folder.PathOf("results.jsonl")).Length);
    }

    [Fact]
    public void A_video_that_follows_a_break_is_a_file_of_its_own()
    {
        var spec = new SinkSpec.Video(_folder.PathOf("out.avi"));
        for (var openings = 0; openings < 2; openings++)
        {
            using var sink = spec.Open("front", openings);
            Write(sink, "front", openings);
        }

        Assert.True(File.Exists(_folder.PathOf("out.avi")));
        Assert.True(File.Exists(_folder.PathOf("out-2.avi")));
    }

    [Fact]
    public void Json_lines_are_whole_as_soon_as_they_are_written()
    {
        var path = _folder.PathOf("results.jsonl");
        using var sink = new SinkSpec.JsonLines(path).Open(null);
        for (var sequence = 0; sequence < 3; sequence++)
        {
            Write(sink, "front", sequence);

            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var lines = reader.ReadToEnd().Split('\n');
            Assert.Equal(sequence + 2, lines.Length);
            Assert.Equal("", lines[^1]);
            Assert.Equal(sequence, JsonDocument.Parse(lines[^2]).RootElement.GetProperty("sequence").GetInt32());
        }
    }

    [Theory]
    [InlineData("front")]
    [InlineData("Haustür")]
    [InlineData("floor 1/left")]
    public void Pictures_are_named_after_their_camera_and_number(string camera)
    {
        using (var sink = new SinkSpec.Frames(_folder.PathOf("shots")).Open(camera))
        {
            Write(sink, camera, 10);
            Write(sink, camera, 9);
        }

        var files = Directory.GetFiles(_folder.PathOf("shots")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, files.Count);
        Assert.EndsWith("-00000009.jpg", files[0], StringComparison.Ordinal);
        using var picture = Cv2.ImRead(files[1]);
        Assert.Equal(new Size(64, 48), picture.Size());
    }

    [Theory]
    [InlineData(".mp4")]
    [InlineData(".avi")]
    [InlineData(".mkv")]
    public void A_video_can_be_read_again_at_the_cameras_rate(string extension)
    {
        var path = _folder.PathOf($"out{extension}");
        using (var sink = new SinkSpec.Video(path).Open("front"))
        {
            for (var sequence = 0; sequence < 10; sequence++)
            {
                // A row of images may change its size on the way; a video cannot.
                Write(sink, "front", sequence, width: sequence < 5 ? 64 : 80);
            }
        }

        using var video = SourceUri.Parse(path).Open();
        using var frame = new Mat();
        var frames = 0;
        while (video.Read(frame, PictureNeed.Full, default) is not null)
        {
            frames++;
            Assert.Equal(new Size(64, 48), frame.Size());
        }

        Assert.Equal(10, frames);
        Assert.Equal(25, video.Rate, 0.1);
    }

    [Theory]
    [InlineData("front")]
    [InlineData("floor 1/left")]
    public void With_several_cameras_each_video_has_its_cameras_name(string camera)
    {
        using (var sink = new SinkSpec.Video(_folder.PathOf("out.avi"), SeveralCameras: true).Open(camera))
        {
            Write(sink, camera, 0);
        }

        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path)));
        Assert.StartsWith("out-f", file, StringComparison.Ordinal);
        Assert.EndsWith(".avi", file, StringComparison.Ordinal);
    }

    private static void Write(ISink sink, string camera, long sequence, int width = 64)
    {
        using var picture = new Mat(48, width, MatType.CV_8UC3, Scalar.All(100));
        sink.Write(new AnnotatedFrame(new FrameResult(new FrameId(camera, sequence), default, "sim:0", 1, default, []), picture, Rate: 25));
    }
}
