using System.Diagnostics;
using OpenCvSharp;

namespace Actors.Tests.Host;

/// <summary><c>detect</c> on pictures that the tests make.</summary>
public sealed class DetectTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task It_prints_one_array_with_an_object_for_each_image()
    {
        var model = _program.BrightnessModel();
        _program.Grey("shots/a.png", 64, 48, 204);
        _program.Grey("b.bmp", 32, 32, 102);

        var json = (await _program.RunAsync("detect", "b.bmp", "shots", "--model", model, "--devices", "cpu", "--threshold", "0.1", "--json")).Done().Json;

        Assert.Equal(["b.bmp", "shots/a.png"], json.EnumerateArray().Select(image => image.GetProperty("image").GetString()));
        var image = json[1];
        Assert.Equal(["image", "device", "inferMs", "detections"], image.EnumerateObject().Select(property => property.Name));
        Assert.Equal("cpu:0", image.GetProperty("device").GetString());
        Assert.True(image.GetProperty("inferMs").GetDouble() >= 0);
        var found = Assert.Single(image.GetProperty("detections").EnumerateArray());
        Assert.Equal(["classId", "label", "score", "box"], found.EnumerateObject().Select(property => property.Name));
        Assert.Equal(0.8, found.GetProperty("score").GetDouble(), 0.01);
        Assert.Equal("""{"x":0.0,"y":0.0,"width":64.0,"height":48.0}""", found.GetProperty("box").GetRawText());
    }

    [Fact]
    public async Task A_device_in_a_process_of_its_own_finds_the_same()
    {
        var model = _program.BrightnessModel();
        _program.Grey("a.png", 64, 48, 204);

        var here = await DetectAsync("cpu");
        var there = await DetectAsync("cpu?isolation=process");

        Assert.Equal(here, there);

        async Task<string> DetectAsync(string devices) =>
            (await _program.RunAsync("detect", "a.png", "--model", model, "--devices", devices, "--threshold", "0.1", "--json")).Done().Json[0].GetProperty("detections").GetRawText();
    }

    [Fact]
    public async Task A_bad_image_among_good_ones_is_told_and_costs_only_itself()
    {
        _program.Grey("good.png", 32, 32, 100);
        _program.File("bad.png", []);

        var result = await _program.RunAsync("detect", "good.png", "bad.png", "nowhere.png", "--devices", "sim:1ms", "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("good.png", Assert.Single(result.Json.EnumerateArray()).GetProperty("image").GetString());
        Assert.Equal(2, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("bad.png", result.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere.png", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drawn_images_go_into_a_folder_under_their_names_whatever_their_extension()
    {
        _program.Grey("one.png", 64, 48, 100);
        File.Copy(_program.Folder.PathOf("one.png"), _program.Folder.PathOf("bare"));
        File.WriteAllBytes(_program.Folder.PathOf("grey.pgm"), [.. "P5 4 4 255\n"u8, .. new byte[16]]);

        (await _program.RunAsync("detect", "one.png", "bare", "grey.pgm", "--devices", "sim:1ms", "--output", "drawn/here")).Done();

        Assert.Equal(["bare.png", "grey.pgm.png", "one.png"], Directory.GetFiles(_program.Folder.PathOf("drawn/here")).Select(Path.GetFileName).Order());
        using var drawn = Cv2.ImRead(_program.Folder.PathOf("drawn/here/one.png"));
        Assert.Equal(new Size(64, 48), drawn.Size());
    }

    [Theory]
    [InlineData(".")]
    [InlineData("/proc/x")]
    [InlineData("one.png")]
    public async Task A_folder_that_cannot_take_the_drawn_image_is_refused_and_the_image_left_as_it_is(string folder)
    {
        _program.Grey("one.png", 64, 48, 100);
        var before = File.ReadAllBytes(_program.Folder.PathOf("one.png"));

        (await _program.RunAsync("detect", "one.png", "--devices", "sim:1ms", "--output", folder)).Refused(2);

        Assert.Equal(before, File.ReadAllBytes(_program.Folder.PathOf("one.png")));
    }

    [Fact]
    public async Task Two_images_of_one_name_are_not_drawn_over_each_other()
    {
        _program.Grey("a/one.png", 64, 48, 100);
        _program.Grey("b/one.png", 64, 48, 100);

        var told = (await _program.RunAsync("detect", "a", "b", "--devices", "sim:1ms", "--output", "drawn")).Refused(2);

        Assert.Contains("one.png", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_cannot_be_drawn_is_told_and_no_result_is_lost()
    {
        _program.Grey("a.png", 64, 48, 100);
        _program.Grey("b.png", 64, 48, 100);
        Directory.CreateDirectory(_program.Folder.PathOf("drawn/a.png"));

        var result = await _program.RunAsync("detect", "a.png", "b.png", "--devices", "sim:1ms", "--output", "drawn", "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("drawn/a.png cannot be written", result.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png", "b.png"], result.Json.EnumerateArray().Select(image => image.GetProperty("image").GetString()));
        Assert.True(File.Exists(_program.Folder.PathOf("drawn/b.png")));
    }

    [SkippableFact]
    public async Task An_image_may_come_through_a_pipe()
    {
        Skip.IfNot(Commands.Exist("mkfifo"), "mkfifo is not installed.");
        _program.Grey("one.png", 64, 48, 100);
        var pipe = _program.Folder.PathOf("pipe");
        using (var making = Process.Start("mkfifo", pipe))
        {
            await making.WaitForExitAsync();
        }

        using var process = _program.Start("detect", "pipe", "--devices", "sim:1ms", "--json");
        await using (var writing = new FileStream(pipe, FileMode.Open, FileAccess.Write))
        {
            await writing.WriteAsync(await File.ReadAllBytesAsync(_program.Folder.PathOf("one.png")));
        }

        var found = Assert.Single((await process.EndAsync()).Done().Json.EnumerateArray());
        Assert.Single(found.GetProperty("detections").EnumerateArray());
    }
}
