namespace Actors.Tests.Host;

/// <summary>Options override the environment, which overrides the configuration file, which overrides the defaults.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private readonly HostProgram _program = new();

    public PrecedenceTests()
    {
        _program.BrightnessModel();
        _program.Grey("grey.png", 40, 40, 153);
    }

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("0.7", null, null, false)]
    [InlineData("0.7", "0.3", null, true)]
    [InlineData("0.3", "0.3", "0.7", false)]
    public async Task The_threshold_is_the_options_else_the_environments_else_the_files_else_a_half(string? file, string? environment, string? option, bool found)
    {
        _program.File("own.json", $$"""{ "Model": { "Path": "bright.tflite" {{(file is null ? "" : $", \"Threshold\": {file}")}} } }""");
        if (environment is not null)
        {
            _program.Environment["ACTORS_Model__Threshold"] = environment;
        }

        var result = await _program.RunAsync(
            ["detect", "grey.png", "--config", "own.json", "--devices", "cpu", "--json", .. option is null ? Array.Empty<string>() : ["--threshold", option]]);

        Assert.Equal(found ? 1 : 0, result.Done().Json[0].GetProperty("detections").GetArrayLength());
    }

    [Theory]
    [InlineData(null, null, "sim:0")]
    [InlineData("cpu", null, "cpu:0")]
    [InlineData("cpu", "sim:1ms", "sim:0")]
    public async Task The_devices_are_the_options_else_the_environments_else_HOCONs(string? environment, string? option, string device)
    {
        _program.File("own.conf", "akka.actor.deployment.\"/pipeline/tpu\".devices = [\"sim:2ms\"]");
        if (environment is not null)
        {
            _program.Environment["ACTORS_Devices"] = environment;
        }

        var result = await _program.RunAsync(
            ["detect", "grey.png", "--hocon", "own.conf", "--model", "bright.tflite", "--json", .. option is null ? Array.Empty<string>() : ["--devices", option]]);

        Assert.Equal(device, result.Done().Json[0].GetProperty("device").GetString());
    }

    [Fact]
    public async Task Cameras_and_outputs_of_the_command_line_stand_in_place_of_all_others()
    {
        _program.File("own.json", """{ "Cameras": { "file": { "Source": "test:64x48@0", "FrameLimit": 3 } }, "Outputs": [ "none", "frames:from-file" ] }""");
        _program.Environment["ACTORS_Cameras__environment__Source"] = "test:64x48@0";
        _program.Environment["ACTORS_Outputs__3"] = "frames:from-environment";

        var result = await _program.SimulateAsync("--config", "own.json", "--camera", "line=grey.png");

        Assert.Equal("line", Assert.Single(result.Done().Frames).Camera);
        Assert.False(Directory.Exists(_program.Folder.PathOf("from-file")) || Directory.Exists(_program.Folder.PathOf("from-environment")));
    }

    [Theory]
    [InlineData("ACTORS_Outputs")]
    [InlineData("ACTORS_Outputs__0")]
    public async Task Outputs_of_the_environment_stand_in_place_of_the_files(string variable)
    {
        _program.File("own.json", """{ "Cameras": { "file": { "Source": "test:64x48@0", "FrameLimit": 3 } }, "Outputs": [ "none", "frames:from-file" ] }""");
        _program.Environment[variable] = "frames:from-environment";

        var result = await _program.RunAsync("run", "--config", "own.json", "--devices", "sim:1ms");

        result.Done();
        Assert.False(Directory.Exists(_program.Folder.PathOf("from-file")));
        Assert.Equal(3, Directory.GetFiles(_program.Folder.PathOf("from-environment")).Length);
    }

    [Fact]
    public async Task A_file_of_ones_own_needs_only_what_differs()
    {
        _program.File("own.json", """{ "Cameras": { "only": { "Source": "grey.png" }, "missing": { "Source": "test:64x48@0", "FrameLimit": 2 } } }""");

        var result = await _program.RunAsync("run", "--config", "own.json", "--devices", "sim:1ms");

        Assert.Equal(3, result.Done().Frames.Count);
    }
}
