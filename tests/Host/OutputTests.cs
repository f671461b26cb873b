using OpenCvSharp;

namespace Actors.Tests.Host;

/// <summary><c>run</c> into every kind of output.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Two_cameras_go_into_one_JSON_lines_file_a_video_each_and_one_folder_of_pictures_at_once()
    {
        var result = await _program.RunAsync(
            "run", "--camera", "left=test:160x120@0", "--camera", "right=test:200x100@0", "--devices", "2xsim:1ms", "--frames", "30",
            "--output", "jsonl:all.jsonl", "--output", "video:out.mp4", "--output", "frames:shots");

        Assert.Equal("", result.Done().Output);
        var lines = FrameLine.ParseAll(_program.Read("all.jsonl")).ToLookup(line => line.Camera);
        FrameLine.AssertComplete(lines["left"], 30);
        FrameLine.AssertComplete(lines["right"], 30);
        Assert.Equal((30, 160, 120), Pictures.Count(_program.Folder.PathOf("out-left.mp4")));
        Assert.Equal((30, 200, 100), Pictures.Count(_program.Folder.PathOf("out-right.mp4")));
        Assert.False(File.Exists(_program.Folder.PathOf("out.mp4")));
        var shots = Directory.GetFiles(_program.Folder.PathOf("shots")).Select(Path.GetFileName).Order().ToList();
        Assert.Equal(60, shots.Count);
        Assert.Equal("left-00000000.jpg", shots[0]);
        Assert.Equal("right-00000029.jpg", shots[^1]);
    }

    [Theory]
    [InlineData("out.mp4")]
    [InlineData("out.avi")]
    [InlineData("out.mkv")]
    public async Task A_video_holds_every_frame(string name)
    {
        (await _program.RunAsync("run", "--camera", "test:160x120@0", "--devices", "2xsim:1ms", "--frames", "25", "--output", $"video:{name}")).Done();

        Assert.Equal((25, 160, 120), Pictures.Count(_program.Folder.PathOf(name)));
    }

    [Fact]
    public async Task Boxes_are_drawn_into_the_pictures()
    {
        _program.Grey("dark.png", 320, 240, 40);

        (await _program.RunAsync("run", "--camera", "dark.png", "--model", _program.BrightnessModel(), "--devices", "cpu", "--threshold", "0", "--output", "frames:.")).Done();

        using var picture = Cv2.ImRead(_program.Folder.PathOf("camera0-00000000.jpg"));
        var edge = picture.At<Vec3b>(picture.Height / 2, 0);
        var inside = picture.At<Vec3b>(picture.Height / 2, picture.Width / 2);
        Assert.True(Math.Max(edge.Item0, Math.Max(edge.Item1, edge.Item2)) > 200, $"no box at the edge: {edge}");
        Assert.InRange(inside.Item0, 30, 50);
    }

    [Fact]
    public async Task None_gives_no_results_and_still_the_summary()
    {
        var result = await _program.RunAsync("run", "--camera", "test:64x48@0", "--devices", "sim:1ms", "--frames", "5", "--output", "none");

        Assert.Equal("", result.Done().Output);
        Assert.Contains("sim:0", result.Error, StringComparison.Ordinal);
        Assert.Contains("camera0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_is_not_written_over_itself()
    {
        var clip = _program.Video("clip.avi", 5);
        var path = _program.Folder.PathOf(clip);
        var before = await File.ReadAllBytesAsync(path);

        var told = (await _program.RunAsync("run", "--camera", clip, "--devices", "sim:1ms", "--output", $"video:{clip}")).Refused(2);

        Assert.Contains("clip.avi", told, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdout")]
    public async Task When_nobody_reads_the_results_any_more_the_program_ends(string name)
    {
        using var process = _program.StartUnread("run", "--camera", "test:64x48@0", "--devices", "sim:1ms", "--output", $"jsonl:{name}");
        Assert.NotNull(await process.Output.ReadLineAsync());
        process.Output.Close();

        var result = await process.EndAsync();

        result.Done();
        Assert.DoesNotContain("Broken pipe", result.Error, StringComparison.Ordinal);
    }
}
