using Actors.Interop;
using Actors.Tests.Capture;
using Actors.Tests.Interop;

namespace Actors.Tests.Host;

/// <summary>What the program refuses: with the right exit code and one line that says what to do.</summary>
public sealed class RefusalTests : IDisposable
{
    private const int Usage = 2;
    private const int Missing = 3;

    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("walk", "walk")]
    [InlineData("run --bogus", "--bogus")]
    [InlineData("run --threshold high", "--threshold")]
    [InlineData("run --threshold 0,6 --devices sim:1ms", "'0,6' is no number")]
    [InlineData("eval --data . --noise 2,5", "'2,5' is no number")]
    [InlineData("run --threshold 1.5 --devices sim:1ms", "1.5")]
    [InlineData("run --top-k 0 --devices sim:1ms", "0")]
    [InlineData("run --resize squeeze --devices sim:1ms", "letterbox")]
    [InlineData("run --frames 0 --devices sim:1ms", "--frames")]
    [InlineData("run --on-full burst --devices sim:1ms", "drop-oldest")]
    [InlineData("run --devices gpu", "gpu")]
    [InlineData("run --camera ftp://host/x --devices sim:1ms", "rtsp://")]
    [InlineData("run --camera nowhere --devices sim:1ms", "nowhere")]
    [InlineData("run --camera a=test:64x48@0 --camera A=test:64x48@0 --devices sim:1ms", "A")]
    [InlineData("run --labels nowhere.txt --devices sim:1ms", "nowhere.txt")]
    [InlineData("run --config nowhere.json", "nowhere.json")]
    [InlineData("run --hocon nowhere.conf", "nowhere.conf")]
    [InlineData("run --output paper --devices sim:1ms", "paper")]
    [InlineData("run --output window --devices sim:1ms", "DISPLAY")]
    [InlineData("run --output video:out.wmv --devices sim:1ms", ".mp4")]
    [InlineData("run --output jsonl:nowhere/x.jsonl --devices sim:1ms", "nowhere")]
    [InlineData("run --output jsonl:/proc/x.jsonl --devices sim:1ms", "/proc/x.jsonl")]
    [InlineData("run --output video:/proc/x.mp4 --devices sim:1ms", "/proc/x.mp4")]
    [InlineData("run --output frames:/proc/x --devices sim:1ms", "/proc/x")]
    [InlineData("run --output jsonl:x --output jsonl:x --devices sim:1ms", "twice")]
    [InlineData("run --output jsonl:x --output jsonl:./x --devices sim:1ms", "twice")]
    [InlineData("detect", "argument")]
    [InlineData("detect nowhere/*.jpg --devices sim:1ms", "nowhere/*.jpg")]
    public async Task A_wrong_command_line_is_bad_usage(string line, string mentioned)
    {
        var told = (await _program.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Refused(Usage);

        Assert.Contains(mentioned, told, StringComparison.Ordinal);
    }

    // As of a variable of the shell that is not set.
    [Theory]
    [InlineData("run", "--hocon")]
    [InlineData("run", "--config")]
    [InlineData("run", "--labels")]
    [InlineData("dataset", "--out")]
    [InlineData("tune", "--out")]
    [InlineData("detect", null)]
    public async Task An_empty_value_is_bad_usage(string command, string? option)
    {
        string[] line = [command, .. option is null ? [] : new[] { option }, ""];

        var told = (await _program.RunAsync(command == "dataset" ? [.. line, "--count", "1"] : line)).Refused(Usage);

        Assert.Contains("is empty", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run --camera test:64x48@0")]
    [InlineData("detect any.png")]
    public async Task A_model_that_ends_whatever_process_prepares_it_does_not_end_the_program_whose_devices_are_isolated(string line)
    {
        var model = _program.File("giant.tflite", ModelBuilder.Giant());
        _program.Grey("any.png", 64, 48, 0);

        var result = await _program.RunAsync([.. line.Split(' '), "--devices", "cpu?isolation=process", "--model", model]);

        // The C++ library says why it ended as well.
        Assert.Equal((Missing, ""), (result.ExitCode, result.Output));
        Assert.Contains("actors: the command line: Model:Path: The model 'giant.tflite' cannot be read: The device's process died (signal 6).", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_claims_to_be_huge_costs_no_other_its_result()
    {
        var huge = HostileImageTests.Encode(".jpg");
        // Five bytes into a JPEG's start-of-frame segment stand its height and its width, of two bytes each.
        huge.AsSpan(huge.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 5, 4).Fill(0x70);
        _program.File("1.jpg", huge);
        _program.Grey("2.png", 64, 48, 255);

        var result = await _program.RunAsync("detect", "1.jpg", "2.png", "--json", "--model", _program.BrightnessModel(), "--devices", "cpu");

        Assert.Equal(Usage, result.ExitCode);
        Assert.Contains("'1.jpg' claims to be a larger image than can be", result.Error, StringComparison.Ordinal);
        Assert.Equal("2.png", Assert.Single(result.Json.EnumerateArray()).GetProperty("image").GetString());
    }

    [Theory]
    [InlineData("""{ "Cameras": """, "own.json")]
    [InlineData("""{ "Camras": {} }""", "Camras")]
    [InlineData("""{ "Cameras": { "a": { "Sorce": "0" } } }""", "Sorce")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "FramesInFlight": "few" } } }""", "FramesInFlight")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "FrameLimit": 0 } } }""", "FrameLimit")]
    [InlineData("""{ "Cameras": { "../a": { "Source": "test:64x48@0" } } }""", "../a")]
    [InlineData("""{ "Cameras": {} }""", "--camera")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0" } }, "Model": { "Threshold": "high" } }""", "Threshold")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0" } }, "Serilog": { "MinimumLevel": "Loud" } }""", "Loud")]
    public async Task A_wrong_configuration_file_is_bad_usage(string json, string mentioned)
    {
        var told = (await _program.RunAsync("run", "--config", _program.File("own.json", json), "--devices", "sim:1ms", "--output", "jsonl:-")).Refused(Usage);

        Assert.Contains(mentioned, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{{", "own.conf")]
    [InlineData("a = \"unended", "own.conf")]
    [InlineData("a {\n  b 4\n}", "line 2")]
    [InlineData("a = ${nowhere}", "nowhere")]
    [InlineData("akka.actor.deployment.\"/pipeline/tpu\".credits = 0", "credits")]
    [InlineData("akka.actor.deployment.\"/pipeline/tpu\".crdits = 1", "crdits")]
    [InlineData("akka.actor.deployment.\"/pipeline/tpu\" = 3", "/pipeline/tpu")]
    [InlineData("akka.actor.deployment.\"/pipeline/prepare\".router = nonsense", "nonsense")]
    [InlineData("actors.device-dispatcher.type = Nonsense", "Nonsense")]
    [InlineData("actors.frames-in-flight = none", "frames-in-flight")]
    public async Task Wrong_HOCON_is_bad_usage(string hocon, string mentioned)
    {
        var told = (await _program.SimulateAsync("--camera", "test:64x48@0", "--frames", "1", "--hocon", _program.File("own.conf", hocon))).Refused(Usage);

        Assert.Contains(mentioned, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("zero.jpg")]
    [InlineData("cut.jpg")]
    [InlineData("zero.mp4")]
    [InlineData("cut.mp4")]
    [InlineData("none*.jpg")]
    public async Task A_source_without_a_single_picture_is_bad_usage(string source)
    {
        Directory.CreateDirectory(_program.Folder.PathOf("empty"));
        _program.File("zero.jpg", []);
        _program.File("zero.mp4", []);
        File.WriteAllBytes(_program.Folder.PathOf("cut.jpg"), File.ReadAllBytes(_program.Folder.PathOf(_program.Grey("whole.jpg", 640, 480, 90)))[..300]);
        File.WriteAllBytes(_program.Folder.PathOf("cut.mp4"), [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[500]]);

        var told = (await _program.SimulateAsync("--camera", source)).Refused(Usage);

        Assert.Contains(source, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_is_not_there_is_missing()
    {
        var told = (await _program.SimulateAsync("--camera", "/dev/video99")).Refused(Missing);

        Assert.Contains("/dev/video99", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Edge_TPU_without_its_library_is_missing()
    {
        _program.Environment["ACTORS_EDGETPU"] = _program.Folder.PathOf("libedgetpu.so");

        var told = (await _program.RunAsync("run", "--camera", "test:64x48@0", "--devices", "edgetpu:0")).Refused(Missing);

        Assert.Contains("libedgetpu", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_default_model_run_says_how_to_get_one_and_what_needs_none()
    {
        var told = (await _program.RunAsync("run", "--camera", "test:64x48@0", "--devices", "cpu", "--output", "jsonl:-")).Refused(Missing);

        Assert.Contains("--model", told, StringComparison.Ordinal);
        Assert.Contains("--devices 4xsim:", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "not a TensorFlow Lite model")]
    [InlineData("empty", "not a TensorFlow Lite model")]
    [InlineData("cut", "truncated or damaged")]
    [InlineData("edgetpu", "compiled for the Edge TPU")]
    [InlineData("custom", "nobody-knows")]
    [InlineData("classifier", "")]
    [InlineData("nowhere", "nowhere.tflite")]
    public async Task A_model_that_does_not_do_is_missing_for_run_and_detect(string kind, string mentioned)
    {
        byte[]? model = kind switch
        {
            "text" => [.. "no model at all"u8],
            "empty" => [],
            "cut" => ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1)[..700],
            "edgetpu" => ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true),
            "custom" => ModelBuilder.Custom("nobody-knows", 1, 8, 8, 3),
            "classifier" => ModelBuilder.Rescale(TensorType.UInt8, new Quantization(1 / 255f, 0), TensorType.Float32, default, 1, 8, 8, 3),
            _ => null,
        };
        if (model is not null)
        {
            _program.File($"{kind}.tflite", model);
        }

        _program.Grey("any.png", 40, 30, 90);

        Assert.Contains(mentioned, (await _program.RunAsync("detect", "any.png", "--model", $"{kind}.tflite", "--devices", "cpu")).Refused(Missing), StringComparison.Ordinal);
        Assert.Contains(mentioned, (await _program.RunAsync("run", "--camera", "any.png", "--model", $"{kind}.tflite", "--devices", "2xcpu")).Refused(Missing), StringComparison.Ordinal);
    }
}
