using Actors.Tests.Interop;

namespace Actors.Tests.Host;

/// <summary><c>devices</c>, <c>info</c> and the help.</summary>
public sealed class DescriptionTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Devices_tells_of_the_CPU_and_why_there_is_no_Edge_TPU()
    {
        _program.Environment["ACTORS_EDGETPU"] = _program.Folder.PathOf("nowhere.so");

        var json = (await _program.RunAsync("devices", "--json")).Done().Json;
        var text = (await _program.RunAsync("devices")).Done();

        Assert.True(json.GetProperty("cpu").GetProperty("cores").GetInt32() >= 1);
        Assert.Equal(0, json.GetProperty("edgeTpu").GetProperty("devices").GetArrayLength());
        Assert.Contains("nowhere.so", json.GetProperty("edgeTpu").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("cpu ", text.OutputLines[0], StringComparison.Ordinal);
        Assert.Contains("nowhere.so", text.OutputLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_tells_inputs_outputs_quantisation_and_where_a_model_runs()
    {
        _program.BrightnessModel();
        _program.File("compiled.tflite", ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true));

        var plain = (await _program.RunAsync("info", "bright.tflite", "--json")).Done().Json;
        var compiled = (await _program.RunAsync("info", "compiled.tflite", "--json")).Done().Json;
        var text = (await _program.RunAsync("info", "bright.tflite")).Done().Output;

        var input = Assert.Single(plain.GetProperty("inputs").EnumerateArray());
        Assert.Equal("[1,32,32,3]", input.GetProperty("shape").GetRawText());
        Assert.Equal("uint8", input.GetProperty("type").GetString());
        Assert.Equal(1 / 255.0, input.GetProperty("scale").GetDouble(), 1e-6);
        Assert.Equal(4, plain.GetProperty("outputs").GetArrayLength());
        Assert.False(plain.GetProperty("compiledForEdgeTpu").GetBoolean());
        Assert.NotEqual("", plain.GetProperty("cpuPath").GetString());
        Assert.True(compiled.GetProperty("compiledForEdgeTpu").GetBoolean());
        Assert.Equal("null", compiled.GetProperty("cpuPath").GetRawText());
        Assert.Contains("1x32x32x3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option_of_the_contract()
    {
        var run = (await _program.RunAsync("run", "--help")).Done().Output;
        var detect = (await _program.RunAsync("detect", "--help")).Done().Output;

        string[] shared = ["--model", "--labels", "--devices", "--threshold", "--top-k", "--resize", "--config", "--hocon"];
        Assert.All([.. shared, "--camera", "--frames", "--on-full", "--output"], option => Assert.Contains($"{option} <", run, StringComparison.Ordinal));
        Assert.All([.. shared, "--output"], option => Assert.Contains($"{option} <", detect, StringComparison.Ordinal));
        Assert.Contains("--json", detect, StringComparison.Ordinal);
    }
}
