namespace Actors.Tests.Host;

/// <summary>The program on a real model, real photographs and a real clip; skipped where they are absent.</summary>
public sealed class RealDataTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task It_finds_the_cat_and_the_dogs_where_they_are()
    {
        var cat = SharedData.PathOf("images/cat.bmp");
        var pets = SharedData.PathOf("images/pets.jpg");
        _program.Environment["ACTORS_MODELS"] = Path.GetDirectoryName(SharedData.PathOf(SharedData.CocoDetector))!;
        using var picture = OpenCvSharp.Cv2.ImRead(cat);

        var json = (await _program.RunAsync("detect", cat, pets, "--model", "coco_ssd_mobilenet_v1_quant", "--devices", "cpu", "--json")).Done().Json;

        var found = Assert.Single(json[0].GetProperty("detections").EnumerateArray());
        var box = found.GetProperty("box");
        Assert.Equal((16, "cat"), (found.GetProperty("classId").GetInt32(), found.GetProperty("label").GetString()));
        Assert.InRange(found.GetProperty("score").GetDouble(), 0.69, 0.75);
        Assert.True(
            Overlap(Box(box), (0.091 * picture.Width, 0.131 * picture.Height, 0.708 * picture.Width, 0.977 * picture.Height)) >= 0.95, box.GetRawText());
        Assert.Equal(["dog", "dog"], json[1].GetProperty("detections").EnumerateArray().Select(dog => dog.GetProperty("label").GetString()));
    }

    [SkippableFact]
    public async Task A_clip_on_two_CPU_devices_comes_out_in_order_with_the_person_who_walks_in()
    {
        var clip = SharedData.PathOf("videos/one-by-one-person-detection.mp4");
        var model = SharedData.PathOf(SharedData.CocoDetector);

        var result = await _program.RunAsync("run", "--camera", clip, "--model", model, "--devices", "2xcpu", "--frames", "100", "--output", "jsonl:-");

        var frames = result.Done().Frames;
        FrameLine.AssertComplete(frames, 100);

        // The clip's room is empty at first; from frame 80 on she is in the middle of it.
        Assert.DoesNotContain(frames.Take(50), frame => frame.Detections.Any(found => found.Label == "person"));
        Assert.All(frames.Skip(80), frame => Assert.Contains(frame.Detections, found => found.Label == "person"));
    }

    [SkippableFact]
    public async Task Its_raw_outputs_with_an_anchor_file_decode_to_what_its_own_post_processing_gives()
    {
        var pets = SharedData.PathOf("images/pets.jpg");
        var cat = SharedData.PathOf("images/cat.bmp");
        var model = SharedData.PathOf(SharedData.CocoDetector);
        var bytes = File.ReadAllBytes(model);
        _program.File("anchors.csv", string.Join('\n', Interop.RawOutputs.CutOff(bytes)));
        _program.File("raw.tflite", bytes);
        _program.File("own.json", """{ "Model": { "Path": "raw.tflite", "Labels": "labels.txt", "Anchors": "anchors.csv", "Threshold": 0.4 } }""");
        File.Copy(SharedData.PathOf(SharedData.CocoLabels), _program.Folder.PathOf("labels.txt"));

        var whole = (await _program.RunAsync("detect", pets, cat, "--model", model, "--threshold", "0.4", "--devices", "cpu", "--json")).Done().Json;
        var raw = (await _program.RunAsync("detect", pets, cat, "--config", "own.json", "--devices", "cpu", "--json")).Done().Json;
        var refused = (await _program.RunAsync("detect", pets, "--model", "raw.tflite", "--devices", "cpu", "--json")).Refused(3);

        foreach (var (expected, actual) in whole.EnumerateArray().Zip(raw.EnumerateArray()))
        {
            var (wanted, found) = (expected.GetProperty("detections").EnumerateArray().ToList(), actual.GetProperty("detections").EnumerateArray().ToList());
            Assert.NotEmpty(wanted);
            Assert.All(wanted, one => Assert.Contains(found, other => Same(one, other)));

            // Its own lets one box be of one class alone, and suppresses across classes.
            Assert.All(
                found.Where(other => !wanted.Exists(one => Same(one, other))),
                other => Assert.Contains(wanted, one => Overlap(Box(one.GetProperty("box")), Box(other.GetProperty("box"))) > 0.5 && !SameLabel(one, other)));
        }

        Assert.Contains("1917 lines", refused, StringComparison.Ordinal);

        static bool Same(System.Text.Json.JsonElement one, System.Text.Json.JsonElement other) =>
            SameLabel(one, other)
            && Math.Abs(one.GetProperty("score").GetDouble() - other.GetProperty("score").GetDouble()) < 0.005
            && Overlap(Box(one.GetProperty("box")), Box(other.GetProperty("box"))) > 0.99;

        static bool SameLabel(System.Text.Json.JsonElement one, System.Text.Json.JsonElement other) =>
            one.GetProperty("label").GetString() == other.GetProperty("label").GetString();
    }

    private static (double Left, double Top, double Right, double Bottom) Box(System.Text.Json.JsonElement box)
    {
        var (x, y) = (box.GetProperty("x").GetDouble(), box.GetProperty("y").GetDouble());
        return (x, y, x + box.GetProperty("width").GetDouble(), y + box.GetProperty("height").GetDouble());
    }

    // Intersection over union.
    private static double Overlap((double Left, double Top, double Right, double Bottom) a, (double Left, double Top, double Right, double Bottom) b)
    {
        var common = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left)) * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        return common / (Area(a) + Area(b) - common);

        static double Area((double Left, double Top, double Right, double Bottom) box) => (box.Right - box.Left) * (box.Bottom - box.Top);
    }
}
