using System.Security.Cryptography;
using Actors.Tests.Interop;

namespace Actors.Tests.Host.Catalogue;

/// <summary><c>models</c>, and commands that run a model of the catalogue, as a user starts them.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private const int Wrong = 1;
    private const int Usage = 2;
    private const int Missing = 3;

    private readonly HostProgram _program = new();
    private readonly ModelServer _server = new();
    private readonly byte[] _model = ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1);
    private readonly byte[] _compiled = ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true);
    private readonly byte[] _labels = [.. "light\n"u8];

    public ModelsCommandTests()
    {
        Directory.CreateDirectory(_program.Folder.PathOf("config"));
        _program.File("config/models.json", $$"""
            {
              "From": "https://published.example/",
              "Labels": [ { "File": "lights.txt", "Bytes": {{_labels.Length}}, "GitBlobSha1": "{{PullScene.GitBlobSha1(_labels)}}" } ],
              "Models": [ {
                "Name": "lamp", "Task": "what shines", "InputSize": "32x32", "Resize": "letterbox", "Labels": "lights.txt", "Licence": "MIT", "EdgeTpuMs": 2.5, "CocoMapPercent": 40,
                "Cpu": { "File": "lamp_32.tflite", "Sha256": "{{Convert.ToHexStringLower(SHA256.HashData(_model))}}" },
                "EdgeTpu": { "File": "lamp_32_edgetpu.tflite", "GitBlobSha1": "{{PullScene.GitBlobSha1(_compiled)}}" }
              } ]
            }
            """);
        _program.Environment["ACTORS_HOME"] = _program.Folder.Path;
        _program.Environment["ACTORS_Catalogue__Mirror"] = _server.Address.AbsoluteUri;
        _server.Answers = request => request.Path switch
        {
            "/lamp_32.tflite" => Answer.File(request, _model),
            "/lamp_32_edgetpu.tflite" => Answer.File(request, _compiled),
            "/lights.txt" => Answer.File(request, _labels),
            _ => Answer.Of(404),
        };
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _program.Dispose();
    }

    [Fact]
    public async Task List_tells_what_there_is_and_what_is_here()
    {
        var before = (await _program.RunAsync("models", "list", "--json")).Done().Json[0];
        await _program.RunAsync("models", "pull", "lamp");
        var after = (await _program.RunAsync("models", "list", "--json")).Done().Json[0];
        var text = (await _program.RunAsync("models", "list")).Done().Output;

        Assert.Equal(("lamp", "32x32", "letterbox", "MIT", 2.5, 40), (
            before.GetProperty("name").GetString(), before.GetProperty("inputSize").GetString(), before.GetProperty("resize").GetString(), before.GetProperty("licence").GetString(),
            before.GetProperty("edgeTpuMs").GetDouble(), before.GetProperty("cocoMapPercent").GetDouble()));
        Assert.False(before.GetProperty("isHere").GetBoolean());
        Assert.True(after.GetProperty("isHere").GetBoolean());
        Assert.Equal(["cpu", "edgetpu", "labels"], after.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("for").GetString()));
        Assert.Equal(_program.Folder.PathOf("cache/actors/models/lamp_32.tflite"), after.GetProperty("files")[0].GetProperty("path").GetString());
        Assert.Equal(_model.Length, after.GetProperty("files")[0].GetProperty("bytes").GetInt64());
        Assert.Matches(@"lamp +what shines +32x32 +40\.0 +2\.5 +cpu \+ edgetpu +MIT +yes", text);
    }

    [Fact]
    public async Task Pull_fetches_by_any_of_a_models_names_and_tells_where_it_lies()
    {
        var json = (await _program.RunAsync("models", "pull", "lamp", "lamp_32_edgetpu", "--json")).Done().Json;
        var again = (await _program.RunAsync("models", "pull", "lamp_32")).Done();

        var model = Assert.Single(json.EnumerateArray());
        Assert.Equal("lamp", model.GetProperty("name").GetString());
        Assert.All(model.GetProperty("files").EnumerateArray(), file => Assert.True(file.GetProperty("fetched").GetBoolean()));
        Assert.Equal(_model, File.ReadAllBytes(model.GetProperty("files")[1].GetProperty("path").GetString()!));
        Assert.Equal(3, again.OutputLines.Count);
        Assert.All(again.OutputLines, line => Assert.EndsWith("was there, as published", line, StringComparison.Ordinal));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_missing()
    {
        _server.Answers = _ => Answer.Of(404);

        var refused = await _program.RunAsync("models", "pull", "lamp");

        Assert.Equal((Missing, ""), (refused.ExitCode, refused.Output));
        Assert.EndsWith($"actors: {_server.Address}lights.txt: the server says 404 Said.\n", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_is_stopped_says_how_to_go_on_and_does()
    {
        _server.Answers = request => request.Path == "/lights.txt" ? Answer.File(request, _labels) : Answer.File(request, _model) with { Sends = 1000, Stalls = true };
        using var process = _program.Start("models", "pull", "lamp");
        await process.SeesAsync("Fetching lamp_32.tflite");
        await _server.IsAskedAsync();
        await _server.IsAskedAsync();
        process.Signal(HostProcess.Terminate);

        var told = await process.EndAsync();

        Assert.Equal(Missing, told.ExitCode);
        Assert.EndsWith("actors: Stopped. Go on with: ./actors models pull lamp\n", told.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.Folder.PathOf("cache/actors/models/lamp_32.tflite")));
    }

    [Fact]
    public async Task Info_tells_all_of_a_model_and_which_model_a_file_is()
    {
        _program.File("anything.bin", _compiled);
        _program.File("other.bin", [1, 2, 3]);

        var named = (await _program.RunAsync("models", "info", "lamp")).Done().Output;
        var file = (await _program.RunAsync("models", "info", "anything.bin", "--json")).Done().Json;
        var text = (await _program.RunAsync("models", "info", "anything.bin")).Done().Output;
        var other = (await _program.RunAsync("models", "info", "other.bin")).Done().Output;
        var refused = (await _program.RunAsync("models", "info", "nowhere")).Refused(Usage);

        Assert.Contains("32x32, letterbox", named, StringComparison.Ordinal);
        Assert.Contains("not here, but at https://published.example/lamp_32.tflite", named, StringComparison.Ordinal);
        Assert.Equal("lamp_32_edgetpu.tflite", file.GetProperty("file").GetString());
        Assert.Equal("lamp", Assert.Single(file.GetProperty("models").EnumerateArray()).GetString());
        Assert.Contains("lamp_32_edgetpu.tflite, of lamp", text, StringComparison.Ordinal);
        Assert.Contains("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", other, StringComparison.Ordinal);
        Assert.Contains("has no such file", other, StringComparison.Ordinal);
        Assert.Contains("no model 'nowhere'", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_finds_what_is_not_as_published_in_any_folder()
    {
        var nothing = (await _program.RunAsync("models", "verify")).Done();
        await _program.RunAsync("models", "pull", "lamp");
        var right = (await _program.RunAsync("models", "verify")).Done();
        Directory.CreateDirectory(_program.Folder.PathOf("models"));
        _program.File("models/lamp_32.tflite", [1, 2, 3]);
        var wrong = await _program.RunAsync("models", "verify");
        var json = await _program.RunAsync("models", "verify", "--json");

        Assert.Equal("No file of the catalogue is on this machine.", Assert.Single(nothing.OutputLines));
        Assert.Equal("3 of 3 files are as published.", right.OutputLines[^1]);
        Assert.Equal(Wrong, wrong.ExitCode);
        Assert.Contains($"WRONG  {_program.Folder.PathOf("models/lamp_32.tflite")}: its SHA-256 is", wrong.Output, StringComparison.Ordinal);
        Assert.Equal("3 of 4 files are as published.", wrong.OutputLines[^1]);
        Assert.Equal(Wrong, json.ExitCode);
        Assert.Equal(1, json.Json.EnumerateArray().Count(file => !file.GetProperty("isRight").GetBoolean()));
    }

    [Theory]
    [InlineData("detect wide.png --devices cpu --model lamp")]
    [InlineData("run --camera wide.png --devices cpu --output jsonl:- --model lamp_32")]
    [InlineData("eval --data . --devices cpu --model lamp")]
    [InlineData("tune --camera wide.png --devices cpu --model lamp")]
    [InlineData("bench --quick --model lamp")]
    [InlineData("info lamp")]
    [InlineData("infer lamp")]
    public async Task A_model_that_is_not_here_is_told_with_what_fetches_it(string line)
    {
        _program.Grey("wide.png", 64, 32, 255);

        var told = (await _program.RunAsync(line.Split(' '))).Refused(Missing);

        Assert.Contains("./actors models pull lamp", told, StringComparison.Ordinal);
        Assert.Contains("licence MIT", told, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task With_consent_it_is_fetched_and_run_with_its_labels_and_its_way_of_resizing()
    {
        _program.Grey("wide.png", 64, 32, 255);
        string[] line = ["detect", "wide.png", "--devices", "cpu", "--json", "--threshold", "0.1"];

        var fetched = (await _program.RunAsync([.. line, "--model", "lamp", "--pull"])).Done().Json[0].GetProperty("detections")[0];
        var stretched = (await _program.RunAsync([.. line, "--model", "lamp", "--resize", "stretch"])).Done().Json[0].GetProperty("detections")[0];
        var byPath = (await _program.RunAsync([.. line, "--model", _program.Folder.PathOf("cache/actors/models/lamp_32.tflite")])).Done().Json[0].GetProperty("detections")[0];

        Assert.Equal("light", fetched.GetProperty("label").GetString());
        Assert.Equal(0.5, fetched.GetProperty("score").GetDouble(), 0.02);
        Assert.Equal(1.0, stretched.GetProperty("score").GetDouble(), 0.02);
        Assert.Equal(fetched.GetRawText(), byPath.GetRawText());
        Assert.Equal(3, _server.Requests.Count);
    }

    [SkippableTheory]
    [InlineData("y", true)]
    [InlineData("n", false)]
    [InlineData("", false)]
    public async Task Somebody_at_a_terminal_is_asked(string answer, bool consents)
    {
        _program.Grey("light.png", 32, 32, 255);
        using var process = _program.StartOnTerminal("detect", "light.png", "--devices", "cpu", "--json", "--model", "lamp");
        process.Type(answer);

        var result = await process.EndAsync();

        Assert.Matches(@"The model 'lamp' is not on this machine\. Fetch it \([0-9]+ bytes, licence MIT\) from 127\.0\.0\.1:[0-9]+\? \[y/n\] ", result.Output);
        Assert.Equal(consents ? 0 : Missing, result.ExitCode);
        Assert.Equal(consents, result.Output.Contains("\"light\"", StringComparison.Ordinal));
        Assert.Equal(consents, File.Exists(_program.Folder.PathOf("cache/actors/models/lamp_32.tflite")));
    }

    [SkippableFact]
    public async Task Ctrl_C_at_the_question_or_just_before_is_a_no()
    {
        HostProcess.RequireNotIgnored(HostProcess.Interrupt);
        _program.Grey("light.png", 32, 32, 255);
        using var process = _program.StartOnTerminal("run", "--camera", "light.png", "--devices", "cpu", "--output", "jsonl:-", "--model", "lamp");
        // For sizes, of which it tells as it asks.
        await _server.IsAskedAsync();
        await _server.IsAskedAsync();
        process.Press('\u0003');

        var result = await process.EndAsync();

        Assert.Equal(Missing, result.ExitCode);
        Assert.DoesNotContain("unexpected", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.Folder.PathOf("cache/actors/models/lamp_32.tflite")));
    }

    [Fact]
    public async Task Run_fetches_what_its_settings_name_with_consent()
    {
        _program.Grey("light.png", 32, 32, 255);
        _program.File("own.json", """{ "Model": { "Path": "lamp" }, "Cameras": { "a": { "Source": "light.png" } }, "Outputs": [ "jsonl:-" ] }""");

        var result = await _program.RunAsync("run", "--config", "own.json", "--devices", "cpu", "--pull");

        Assert.Equal("light", Assert.Single(Assert.Single(result.Done().Frames).Detections).Label);
    }

    [SkippableTheory]
    [InlineData("lamp", true, "edgetpu:")]
    [InlineData("lamp", false, "cpu:")]
    [InlineData("lamp_32", true, "cpu:")]
    public async Task Its_name_means_the_file_for_the_devices_that_are_here(string name, bool isPlugged, string device)
    {
        HaveLibedgetpu();
        Directory.CreateDirectory(_program.Folder.PathOf(isPlugged ? "sticks/usb-1" : "sticks"));
        _program.Grey("light.png", 32, 32, 255);

        var result = await _program.RunAsync("run", "--camera", "light.png", "--devices", "auto", "--output", "jsonl:-", "--model", name, "--pull");

        Assert.StartsWith(device, Assert.Single(result.Done().Frames).Device, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Detect_and_infer_take_the_file_for_their_device_as_well()
    {
        HaveLibedgetpu();
        Directory.CreateDirectory(_program.Folder.PathOf("sticks"));
        _program.Grey("light.png", 32, 32, 255);

        var withoutStick = await _program.RunAsync("detect", "light.png", "--devices", "auto", "--json", "--model", "lamp", "--pull");
        Directory.CreateDirectory(_program.Folder.PathOf("sticks/usb-1"));
        var withStick = await _program.RunAsync("infer", "lamp", "--device", "edgetpu:0");

        Assert.Equal("cpu:0", withoutStick.Done().Json[0].GetProperty("device").GetString());
        Assert.Contains("/lamp_32_edgetpu.tflite on Edge TPU", withStick.Done().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://mirror.example/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("mirror")]
    public async Task A_mirror_elsewhere_must_speak_HTTPS(string mirror)
    {
        _program.Environment["ACTORS_Catalogue__Mirror"] = mirror;

        var told = (await _program.RunAsync("models", "pull", "lamp")).Refused(Usage);

        Assert.StartsWith($"actors: the environment: Catalogue:Mirror: '{mirror}' is no address", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environments_proxy_is_asked()
    {
        _program.Environment["ACTORS_Catalogue__Mirror"] = "https://mirror.example/";
        _program.Environment["https_proxy"] = _server.Address.AbsoluteUri;
        _server.Answers = _ => Answer.Of(403);

        var refused = await _program.RunAsync("models", "pull", "lamp");

        Assert.Equal(Missing, refused.ExitCode);
        var asked = Assert.Single(_server.Requests);
        Assert.Equal(("CONNECT", "mirror.example:443"), (asked.Method, asked.Path));
    }

    [Fact]
    public async Task A_wrong_catalogue_is_told_by_whatever_needs_it()
    {
        _program.File("config/models.json", "{");

        Assert.Contains("config/models.json' is wrong", (await _program.RunAsync("models", "list")).Refused(Usage), StringComparison.Ordinal);
        Assert.Contains("config/models.json' is wrong", (await _program.RunAsync("detect", "any.png", "--devices", "cpu", "--model", "lamp")).Refused(Usage), StringComparison.Ordinal);
    }

    // Which lists what is in a folder of this test's own.
    private void HaveLibedgetpu()
    {
        EdgeTpuStandIn.Require();
        EdgeTpuStandIn.AddTo(_program.Environment);
        _program.Environment[EdgeTpuStandIn.FolderVariable] = _program.Folder.PathOf("sticks");
    }
}
