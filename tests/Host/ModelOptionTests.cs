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
