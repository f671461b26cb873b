using System.Text.Json;
using Actors.Street;
using OpenCvSharp;

namespace Actors.Tests.Host;

/// <summary><c>dataset</c>: images of streets with annotations.</summary>
public sealed class DatasetTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Images_come_with_annotations_as_COCO_has_them()
    {
        (await WriteAsync("set", "--count", "4", "--size", "160x120")).Done();

        var annotations = Annotations("set");
        Assert.Equal(StreetLabels.Names, annotations.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("name").GetString()));
        Assert.Equal(StreetLabels.Names, File.ReadLines(_program.Folder.PathOf("set/labels.txt")));
        var images = annotations.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(4, images.Count);
        Assert.All(images, image =>
        {
            using var picture = Cv2.ImRead(_program.Folder.PathOf($"set/images/{image.GetProperty("file_name").GetString()}"));
            Assert.Equal(new Size(160, 120), picture.Size());
        });
        var ids = images.Select(image => image.GetProperty("id").GetInt32()).ToHashSet();
        var objects = annotations.GetProperty("annotations").EnumerateArray().ToList();
        Assert.NotEmpty(objects);
        Assert.All(objects, found =>
        {
            Assert.Contains(found.GetProperty("image_id").GetInt32(), ids);
            Assert.InRange(found.GetProperty("category_id").GetInt32(), 1, StreetLabels.Names.Count);
            var box = found.GetProperty("bbox").EnumerateArray().Select(value => value.GetInt32()).ToList();
            Assert.True(box[0] >= 0 && box[1] >= 0 && box[0] + box[2] <= 160 && box[1] + box[3] <= 120);
        });
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_images_and_another_writes_others()
    {
        foreach (var (folder, seed) in new[] { ("one", "3"), ("again", "3"), ("other", "4") })
        {
            (await WriteAsync(folder, "--count", "2", "--size", "96x64", "--seed", seed)).Done();
        }

        Assert.Equal(Read("one"), Read("again"));
        Assert.NotEqual(Read("one"), Read("other"));

        byte[] Read(string folder) => [.. File.ReadAllBytes(_program.Folder.PathOf($"{folder}/images/000001.jpg")), .. File.ReadAllBytes(_program.Folder.PathOf($"{folder}/annotations.json"))];
    }

    [Theory]
    [InlineData("--count", "0", "--count")]
    [InlineData("--size", "huge", "640x480")]
    [InlineData("--size", "32x32", "64")]
    [InlineData("--density", "2", "0 to 1")]
    public async Task What_cannot_be_is_refused(string option, string value, string told)
    {
        var result = await WriteAsync("set", ["--count", "1", option, value]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_program.Folder.PathOf("set")));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_not_written_to_unless_asked()
    {
        Directory.CreateDirectory(_program.Folder.PathOf("set"));
        File.WriteAllText(_program.Folder.PathOf("set/mine.txt"), "mine");

        var refused = await WriteAsync("set", "--count", "1", "--size", "96x64");
        var asked = await WriteAsync("set", "--count", "1", "--size", "96x64", "--overwrite");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        asked.Done();
        Assert.Equal("mine", File.ReadAllText(_program.Folder.PathOf("set/mine.txt")));
    }

    [Fact]
    public async Task A_set_that_is_stopped_is_whole_as_far_as_it_goes_and_no_success()
    {
        const int Asked = 100_000;
        using var process = _program.Start("dataset", "--out", "set", "--count", $"{Asked}", "--size", "64x64");
        await Repeatedly.AskAsync(_ => Task.FromResult(process.HasEnded || File.Exists(_program.Folder.PathOf("set/images/000002.jpg"))), isSo => isSo);
        Assert.False(process.HasEnded, process.Said);

        process.Signal(HostProcess.Terminate);
        var result = await process.EndAsync();

        var images = Annotations("set").GetProperty("images").GetArrayLength();
        Assert.Equal(1, result.ExitCode);
        Assert.InRange(images, 3, Asked - 1);
        Assert.Equal($"{images} images with annotations in set, stopped before all {Asked}\n", result.Output);
    }

    private Task<HostResult> WriteAsync(string folder, params string[] options) => _program.RunAsync(["dataset", "--out", folder, .. options]);

    private JsonElement Annotations(string folder) => JsonDocument.Parse(File.ReadAllText(_program.Folder.PathOf($"{folder}/annotations.json"))).RootElement;
}
