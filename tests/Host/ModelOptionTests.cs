using Actors.Interop;
using Actors.Tests.Interop;

namespace Actors.Tests.Host;

/// <summary>What the model's options do, on a model whose score is the picture's brightness.</summary>
public sealed class ModelOptionTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Only_scores_above_the_threshold_count()
    {
        var model = _program.BrightnessModel();
        _program.Grey("1-dark.png", 64, 64, 102);
        _program.Grey("2-light.png", 64, 64, 153);

        var result = await _program.RunAsync("run", "--camera", "*.png", "--model", model, "--devices", "cpu", "--threshold", "0.5", "--output", "jsonl:-");

        var frames = result.Done().Frames;
        Assert.Empty(frames[0].Detections);
        Assert.Equal(0.6, Assert.Single(frames[1].Detections).Score, 0.01);
    }

    [Fact]
    public async Task Top_k_keeps_the_best_and_labels_name_them()
    {
        var model = _program.File("three.tflite", ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32,
            new Detection(2, 0.6f, new RelativeBox(0, 0, 0.5f, 0.5f)),
            new Detection(1, 0.9f, new RelativeBox(0, 0, 1, 0.5f)),
            new Detection(0, 0.7f, new RelativeBox(0, 0, 1, 1))));
        _program.File("three.txt", "ant\nbee\ncat\n");
        _program.Grey("any.png", 100, 50, 0);

        var beside = (await _program.RunAsync("detect", "any.png", "--json", "--model", model, "--devices", "cpu", "--top-k", "2")).Done().Json;
        var named = (await _program.RunAsync("detect", "any.png", "--model", model, "--devices", "cpu", "--labels", _program.File("other.txt", "0 x\n1 y\n"))).Done();

        Assert.Equal(["bee", "ant"], beside[0].GetProperty("detections").EnumerateArray().Select(found => found.GetProperty("label").GetString()));
        Assert.Equal(["any.png: 3 found", "  0.90  y", "  0.70  x", "  0.60  2"], named.OutputLines.Select((line, index) => line[..(index == 0 ? 16 : 9)]));
    }

    [Theory]
    [InlineData("stretch", 1.0, 0, 64)]
    [InlineData("letterbox", 0.5, 0, 64)]
    [InlineData("centre-crop", 1.0, 16, 32)]
    public async Task Resize_chooses_what_the_model_sees_and_boxes_come_back_to_the_picture(string mode, double score, double x, double width)
    {
        var model = _program.BrightnessModel();
        _program.Grey("wide.png", 64, 32, 255);

        var result = await _program.RunAsync("run", "--camera", "wide.png", "--model", model, "--devices", "cpu", "--resize", mode, "--threshold", "0.1", "--output", "jsonl:-");

        var found = Assert.Single(Assert.Single(result.Done().Frames).Detections);
        Assert.Equal(score, found.Score, 0.02);
        Assert.Equal(new FrameLine.Rectangle(x, 0, width, 32), found.Box);
    }

    [Fact]
    public async Task A_model_with_raw_outputs_takes_its_anchors_from_the_configuration_or_the_command_line()
    {
        _program.File("raw.tflite", ModelBuilder.RawDetector([0, 0, 0, 0, 0, 0, 0, 0], [0, 0.9f, 0, 0, 0.2f, 0.7f]));
        _program.File("names.txt", "ant\nbee\n");
        _program.File("anchors.csv", "ycenter, xcenter, h, w\n0.5, 0.25, 1, 0.5\n0.5, 0.75, 0.5, 0.25\n");
        _program.File("own.json", """{ "Model": { "Path": "raw.tflite", "Labels": "names.txt", "Anchors": "anchors.csv", "Threshold": 0.3 } }""");
        _program.Grey("any.png", 80, 40, 0);

        var configured = (await _program.RunAsync("detect", "any.png", "--json", "--devices", "cpu", "--config", "own.json")).Done().Json;
        var named = (await _program.RunAsync("run", "--camera", "any.png", "--output", "jsonl:-", "--devices", "cpu", "--model", "raw.tflite", "--labels", "names.txt", "--anchors", "anchors.csv", "--threshold", "0.3")).Done();
        var refused = (await _program.RunAsync("detect", "any.png", "--json", "--devices", "cpu", "--model", "raw.tflite")).Refused(3);

        Assert.Equal(
            """[{"classId":0,"label":"ant","score":0.9000,"box":{"x":0.0,"y":0.0,"width":40.0,"height":40.0}},{"classId":1,"label":"bee","score":0.7000,"box":{"x":50.0,"y":10.0,"width":20.0,"height":20.0}}]""",
            configured[0].GetProperty("detections").GetRawText());
        Assert.Equal(["ant", "bee"], Assert.Single(named.Frames).Detections.Select(found => found.Label));
        Assert.Contains("Anchors", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_found_by_name_in_its_folders()
    {
        var bytes = ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1);
        Directory.CreateDirectory(_program.Folder.PathOf("models"));
        Directory.CreateDirectory(_program.Folder.PathOf("mine"));
        Directory.CreateDirectory(_program.Folder.PathOf("cache/actors/models"));
        _program.File("models/here.tflite", bytes);
        _program.File("mine/mine.tflite", bytes);
        _program.File("cache/actors/models/cached.tflite", bytes);
        _program.Environment["ACTORS_MODELS"] = _program.Folder.PathOf("mine");

        foreach (var name in new[] { "here", "mine", "cached" })
        {
            Assert.True((await _program.RunAsync("info", name, "--json")).Done().Json.GetProperty("detector").GetBoolean());
        }
    }
}
