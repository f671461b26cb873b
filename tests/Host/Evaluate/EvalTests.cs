using System.Globalization;
using System.Text.Json;

namespace Actors.Tests.Host.Evaluate;

/// <summary><c>eval</c> on pictures that the tests make, and on real ones.</summary>
public sealed class EvalTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task It_gives_the_figures_that_can_be_worked_out_by_hand()
    {
        // The model says of every picture that it is a cat, the surer the brighter it is. There is one in the two brightest, and
        // in the darkest but smaller than the picture: right, right, wrong, overlap of a half.
        Write(
            ("a", 250, [(1, 0, 0, 64, 48)]),
            ("b", 200, [(1, 0, 0, 64, 48)]),
            ("c", 150, []),
            ("d", 100, [(1, 0, 0, 64, 24), (2, 0, 0, 10, 10)]));

        var json = (await EvaluateAsync("--json")).Done().Json;

        var accuracy = json.GetProperty("accuracy");
        var cats = (67 + 34 * 0.75) / 101;
        Assert.Equal((4, 4), (json.GetProperty("images").GetInt32(), json.GetProperty("objects").GetInt32()));
        Assert.Equal(cats / 2, accuracy.GetProperty("ap50").GetDouble(), 6);
        Assert.Equal(0.5 * 67 / 101, accuracy.GetProperty("ap75").GetDouble(), 6);
        Assert.Equal([("cat", 3, 4), ("dog", 1, 0)], json.GetProperty("categories").EnumerateArray().Select(row =>
            (row.GetProperty("category").GetString()!, row.GetProperty("objects").GetInt32(), row.GetProperty("detections").GetInt32())));
        Assert.Equal(JsonValueKind.Null, accuracy.GetProperty("apLarge").ValueKind);
        Assert.Equal("""["cat","dog","(nothing)"]""", json.GetProperty("confusion").GetProperty("categories").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(4, json.GetProperty("devices").EnumerateArray().Sum(device => device.GetProperty("images").GetInt32()));
    }

    [Fact]
    public async Task The_table_tells_the_same_and_which_class_is_which_category()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]), ("b", 200, []));
        _program.File("labels.txt", "cat\nbird\n");

        var result = (await EvaluateAsync("--labels", "labels.txt")).Done();

        Assert.Contains(result.OutputLines, line => line.Contains("mAP@[.5:.95]", StringComparison.Ordinal) && line.Contains("1.000", StringComparison.Ordinal));
        Assert.Contains("by name, 1 of 2 names", result.Output, StringComparison.Ordinal);
        Assert.Contains("no class for dog", result.Output, StringComparison.Ordinal);
        Assert.Contains("no category for bird", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boxes_are_those_of_the_images_however_large_the_camera_is_that_shows_them()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]), ("b", 200, [(1, 0, 0, 64, 48)]));

        var json = (await EvaluateAsync("--json", "--lines", "480")).Done().Json;

        Assert.Equal(1, json.GetProperty("accuracy").GetProperty("ap").GetDouble());
        Assert.Equal(480, json.GetProperty("preparing").GetProperty("lines").GetInt32());
    }

    [Fact]
    public async Task Noise_is_there_and_the_same_in_every_run()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]), ("b", 240, []));

        var clean = (await EvaluateAsync("--json")).Done().Json;
        var noisy = (await EvaluateAsync("--json", "--noise", "40")).Done().Json;
        var again = (await EvaluateAsync("--json", "--noise", "40")).Done().Json;

        // What is above 255 is cut off, so that a bright picture becomes darker, and the model less sure.
        Assert.True(Threshold(noisy) < Threshold(clean));
        Assert.Equal(Threshold(noisy), Threshold(again));

        static double Threshold(JsonElement report) => report.GetProperty("bestThreshold").GetProperty("threshold").GetDouble();
    }

    [Fact]
    public async Task The_threshold_of_the_configuration_does_not_count_and_that_of_the_command_line_does()
    {
        Write(("a", 100, [(1, 0, 0, 64, 48)]));

        var all = (await EvaluateAsync("--json")).Done().Json;
        var few = (await EvaluateAsync("--json", "--threshold", "0.6")).Done().Json;

        Assert.Equal((1, 0), (all.GetProperty("accuracy").GetProperty("ap").GetDouble(), few.GetProperty("accuracy").GetProperty("ap").GetDouble()));
    }

    [Fact]
    public async Task Pictures_of_the_worst_images_and_the_confusion_go_into_a_folder()
    {
        Write(("good", 250, [(1, 0, 0, 64, 48)]), ("missed", 240, [(1, 0, 0, 64, 48), (2, 0, 0, 10, 10), (2, 20, 20, 10, 10)]), ("mistaken", 230, [(2, 0, 0, 64, 48)]));

        var result = (await EvaluateAsync("--pictures", "errors")).Done();

        Assert.Equal(["01-missed.jpg", "02-mistaken.jpg", "confusion.png"], Directory.GetFiles(_program.Folder.PathOf("errors")).Select(Path.GetFileName).Order());
        Assert.Contains("2 worst images", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_image_ends_it_with_its_entry_told()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]), ("b", 200, []));
        File.WriteAllBytes(_program.Folder.PathOf("images/b.png"), [1, 2, 3]);

        var told = (await EvaluateAsync("--json")).Refused(2);

        Assert.Contains("annotations.json: images[1]:", told, StringComparison.Ordinal);
        Assert.Contains("b.png", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_another_size_than_was_annotated_ends_it_with_both_told()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]));
        _program.Grey("images/a.png", 32, 24, 250);

        var told = (await EvaluateAsync("--json")).Refused(2);

        Assert.Contains("64x48", told, StringComparison.Ordinal);
        Assert.Contains("32x24", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_that_no_device_can_run_are_told_and_no_figures_given()
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]));

        var result = await _program.RunAsync("eval", "--data", ".", "--devices", "sim:1ms?error=1", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("images/a.png', after several attempts", result.Error, StringComparison.Ordinal);
        Assert.Contains("Device sim:0:", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data", "nowhere")]
    [InlineData("--data", ".", "--lines", "0")]
    [InlineData("--data", ".", "--noise", "-1")]
    [InlineData("--data", ".", "--pictures", "/proc/x")]
    [InlineData("--lines", "480")]
    public async Task What_cannot_be_is_refused_before_anything_runs(params string[] arguments)
    {
        Write(("a", 250, [(1, 0, 0, 64, 48)]));

        (await _program.RunAsync(["eval", "--devices", "sim:1ms", .. arguments])).Refused(2);
    }

    [SkippableFact]
    public async Task A_real_model_on_COCO_images_has_the_mAP_that_it_is_known_to_have()
    {
        var data = Path.GetDirectoryName(SharedData.PathOf("coco64/annotations.json"))!;
        var model = SharedData.PathOf(SharedData.CocoDetector);

        var json = (await _program.RunAsync(
            "eval", "--data", data, "--model", model, "--devices", "2xcpu:1", "--resize", "stretch", "--resampling", "bilinear", "--top-k", "10", "--json")).Done().Json;

        Assert.Equal(0.233, json.GetProperty("accuracy").GetProperty("ap").GetDouble(), 0.005);
        Assert.Equal(0.371, json.GetProperty("accuracy").GetProperty("ap50").GetDouble(), 0.005);
        Assert.Equal(64, json.GetProperty("images").GetInt32());
    }

    private Task<HostResult> EvaluateAsync(params string[] arguments) =>
        _program.RunAsync(["eval", "--data", ".", "--model", _program.BrightnessModel(), "--devices", "2xcpu:1", .. arguments]);

    // Grey pictures of 64x48, each with objects: category, x, y, width, height.
    private void Write(params (string Name, int Brightness, (int Category, int X, int Y, int Width, int Height)[] Objects)[] images)
    {
        foreach (var (name, brightness, _) in images)
        {
            _program.Grey($"images/{name}.png", 64, 48, brightness);
        }

        var entries = images.Index().Select(image => Invariant($$"""{ "id": {{image.Index}}, "file_name": "{{image.Item.Name}}.png", "width": 64, "height": 48 }"""));
        var objects = images.Index().SelectMany(image => image.Item.Objects.Select(one =>
            Invariant($$"""{ "image_id": {{image.Index}}, "category_id": {{one.Category}}, "bbox": [{{one.X}}, {{one.Y}}, {{one.Width}}, {{one.Height}}], "iscrowd": 0 }""")));
        _program.File("annotations.json", $$"""
            {
              "images": [ {{string.Join(", ", entries)}} ],
              "annotations": [ {{string.Join(", ", objects)}} ],
              "categories": [ { "id": 1, "name": "cat" }, { "id": 2, "name": "dog" } ]
            }
            """);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
