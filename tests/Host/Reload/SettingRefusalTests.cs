using Actors.Host;

namespace Actors.Tests.Host.Reload;

/// <summary>What is refused is refused with the file in which it stands, its key and the reason.</summary>
public sealed class SettingRefusalTests : IDisposable
{
    private const string Pool = "akka.actor.deployment./pipeline/tpu";
    private const string Prepare = "akka.actor.deployment./pipeline/prepare";

    private readonly SettingsFolder _settings = new();

    public void Dispose() => _settings.Dispose();

    [Theory]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".crdits = 1", $"{Pool}.crdits", "no such setting")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".credits = few", $"{Pool}.credits", "'few'")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".credits = 65", $"{Pool}.credits", "from 1 to 64")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".deadline-floor = 11s", $"{Pool}.deadline-ceiling", "less than deadline-floor")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".devices = [gpu]", $"{Pool}.devices", "'gpu'")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\".router = random-pool", $"{Pool}.router", "tpu-pool")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpu\" = 3", Pool, "braces")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".nr-of-instances = 0", $"{Prepare}.nr-of-instances", "from 1 to 256")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".nr-of-instance = 3", $"{Prepare}.nr-of-instance", "nr-of-instances")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".router = nonsense", $"{Prepare}.router", "'nonsense'")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".resizer.upper-bound = 0", $"{Prepare}.resizer.upper-bound", "from 1 to 256")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".resizer.enabled = maybe", $"{Prepare}.resizer.enabled", "'maybe'")]
    [InlineData($"akka.actor.deployment.\"/pipeline/prepare\".resizer.pressure-threshold = 1", $"{Prepare}.resizer.pressure-threshold", "upper-bound")]
    [InlineData($"akka.actor.deployment.\"/pipeline/tpus\".credits = 1", "akka.actor.deployment./pipeline/tpus", "/pipeline/tpu")]
    [InlineData("akka.actor.deployment = 1", "akka.actor.deployment", "braces")]
    [InlineData("actors.frames-in-flight = none", "actors.frames-in-flight", "'none'")]
    [InlineData("actors.frames-in-fligth = 3", "actors.frames-in-fligth", "frames-in-flight")]
    [InlineData("actors.render-dispatcher.throughputs = 3", "actors.render-dispatcher.throughputs", "throughput")]
    [InlineData("actors.render-dispatcher.throughput = 0", "actors.render-dispatcher.throughput", "'0'")]
    [InlineData("actors.render-dispatcher.dedicated-thread-pool.thread-count = many", "actors.render-dispatcher.dedicated-thread-pool.thread-count", "'many'")]
    [InlineData("actors.render-dispatcher.dedicated-thread-pool.threads = 3", "actors.render-dispatcher.dedicated-thread-pool.threads", "thread-count")]
    [InlineData("actors.sink-dispatcher.type = Nonsense", "actors.sink-dispatcher.type", "'Nonsense'")]
    [InlineData("actors.sink-dispatcher.type = Nonsense", "actors.sink-dispatcher.type", "\"Actors.Threads.PinnedThread, Actors\"")]
    [InlineData("actors.sink-dispatcher.type = Nonsense", "actors.sink-dispatcher.type", "\"Actors.Threads.ThreadsExecutor, Actors\"")]
    [InlineData("actors.sink-dispatcher = PinnedDispatcher", "actors.sink-dispatcher", "braces")]
    public void HOCON_that_cannot_be(string hocon, string key, string reason)
    {
        _settings.Write(hocon: hocon);

        Refused(_settings.Hocon, key, reason, hocon.Contains("devices", StringComparison.Ordinal) ? [] : ["--devices", "sim:1ms"]);
    }

    [Theory]
    [InlineData("actors.device-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool { thread-count = 3, threadtype = background, deadlock-timeout = 3s } }")]
    [InlineData("actors.prepare-dispatcher { executor = fork-join-executor, fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 8 } }")]
    [InlineData("actors.prepare-dispatcher { type = \"Akka.Dispatch.PinnedDispatcherConfigurator, Akka\", throughput-deadline-time = 0ms, mailbox-requirement = \"\", shutdown-timeout = 1s }")]
    [InlineData("akka.actor.deployment.\"/pipeline/prepare\" { nr-of-instances = 4, dispatcher = actors.prepare-dispatcher, resizer { enabled = off, upper-bound = 8 } }")]
    [InlineData("akka.actor.deployment.default.dispatcher = \"\"")]
    [InlineData("akka.remote.dot-netty.tcp.port = 0")]
    [InlineData("count = 3\nakka.actor.deployment.\"/pipeline/prepare\".nr-of-instances = ${count}")]
    public void HOCON_that_Akka_documents_is_not_refused(string hocon)
    {
        _settings.Write(hocon: hocon);

        _settings.Read("--devices", "sim:1ms").Dispose();
    }

    [Theory]
    [InlineData("""{ "Camras": {} }""", "Camras", "Cameras")]
    [InlineData("""{ "Cameras": {} }""", "Cameras", "--camera")]
    [InlineData("""{ "Cameras": "0" }""", "Cameras", "braces")]
    [InlineData("""{ "Cameras": { "a": { } } }""", "Cameras", "no camera")]
    [InlineData("""{ "Cameras": { "a": { "OnFull": "wait" } } }""", "Cameras:a:Source", "no source")]
    [InlineData("""{ "Cameras": { "a": { "Sorce": "0" } } }""", "Cameras:a:Sorce", "Source")]
    [InlineData("""{ "Cameras": { "a": { "Source": "ftp://user:secret@host/" } } }""", "Cameras:a:Source", "user:***@host")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "FramesInFlight": "few" } } }""", "Cameras:a:FramesInFlight", "'few' is no whole number")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "FramesInFlight": 0 } } }""", "Cameras:a:FramesInFlight", "from 1 to 1024")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "FrameLimit": 0 } } }""", "Cameras:a:FrameLimit", "less than 1")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "OnFull": "burst" } } }""", "Cameras:a:OnFull", "drop-oldest")]
    [InlineData("""{ "Cameras": { "a": { "Source": "test:64x48@0", "Decoding": "gpu" } } }""", "Cameras:a:Decoding", "software")]
    [InlineData("""{ "Outputs": [ "window?width=0" ], "Cameras": { "a": { "Source": "test:64x48@0" } } }""", "Outputs", "from 16 to 16384")]
    [InlineData("""{ "Cameras": { "../a": { "Source": "test:64x48@0" } } }""", "Cameras:../a", "named after it")]
    [InlineData("""{ "Model": { "Threshold": "high" } }""", "Model:Threshold", "'high' is no number")]
    [InlineData("""{ "Model": { "Threshold": [ 0.5 ] } }""", "Model:Threshold", "single value")]
    [InlineData("""{ "Model": { "Threshold": 1.5 } }""", "Model:Threshold", "from 0 to 1")]
    [InlineData("""{ "Model": { "TopK": 0 } }""", "Model:TopK", "less than 1")]
    [InlineData("""{ "Model": { "TopK": 2.5 } }""", "Model:TopK", "'2.5' is no whole number")]
    [InlineData("""{ "Model": { "Resize": "squeeze" } }""", "Model:Resize", "letterbox")]
    [InlineData("""{ "Model": { "Mean": 1 } }""", "Model:Mean", "both")]
    [InlineData("""{ "Model": { "Labels": "nowhere.txt" } }""", "Model:Labels", "'nowhere.txt'")]
    [InlineData("""{ "Model": { "Anchors": "nowhere.csv" } }""", "Model:Anchors", "'nowhere.csv'")]
    [InlineData("""{ "Model": { "Scores": "percent" } }""", "Model:Scores", "probability, sigmoid, softmax")]
    [InlineData("""{ "Model": { "Overlap": 1.5 } }""", "Model:Overlap", "from 0 to 1")]
    [InlineData("""{ "Model": { "SoftSigma": -1 } }""", "Model:SoftSigma", "below 0")]
    [InlineData("""{ "Model": { "Background": "maybe" } }""", "Model:Background", "neither true nor false")]
    [InlineData("""{ "Model": 3 }""", "Model", "braces")]
    [InlineData("""{ "Outputs": [ "paper" ], "Cameras": { "a": { "Source": "test:64x48@0" } } }""", "Outputs", "'paper'")]
    [InlineData("""{ "Outputs": [ "jsonl:/proc/x.jsonl" ], "Cameras": { "a": { "Source": "test:64x48@0" } } }""", "Outputs", "/proc/x.jsonl")]
    [InlineData("""{ "Devices": [ "cpu" ] }""", "Devices", "commas")]
    public void Json_that_cannot_be(string json, string key, string reason)
    {
        _settings.Write(json);

        Refused(_settings.Json, key, reason, json.Contains("Devices", StringComparison.Ordinal) ? [] : ["--devices", "sim:1ms"]);
    }

    [Fact]
    public void Devices_of_the_json_file_are_refused_with_that_file()
    {
        _settings.Write("""{ "Devices": "gpu" }""", "akka.actor.deployment.\"/pipeline/tpu\".devices = [cpu]");

        Refused(_settings.Json, $"{Pool}.devices", "'gpu'");
    }

    [Fact]
    public void What_the_command_line_says_is_refused_with_the_command_line()
    {
        _settings.Write("""{ "Model": { "Threshold": 0.5 } }""");

        Refused("the command line", "Model:Threshold", "1.5", "--threshold", "1.5", "--devices", "sim:1ms");
        Refused("the command line", $"{Pool}.devices", "'gpu'", "--devices", "gpu");
    }

    [Fact]
    public void A_model_that_is_missing_is_refused_with_the_setting_that_names_it()
    {
        _settings.Write("""{ "Model": { "Path": "nowhere.tflite" } }""");

        Refused(_settings.Json, "Model:Path", "There is no model file", "--devices", "cpu");
    }

    [Fact]
    public void A_model_that_only_the_fallback_would_run_must_be_there_too()
    {
        _settings.Write("""{ "Model": { "Path": "nowhere.tflite" } }""", "akka.actor.deployment.\"/pipeline/tpu\".fallback = cpu");

        Refused(_settings.Json, "Model:Path", "There is no model file", "--devices", "sim:1ms");
    }

    [Fact]
    public void What_does_not_parse_is_refused_with_its_file_and_line()
    {
        _settings.Write(hocon: "a {\n  b 4\n}");

        var refusal = Assert.Throws<UsageException>(() => _settings.Read("--devices", "sim:1ms"));

        Assert.Contains(_settings.Hocon, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("line 2", refusal.Message, StringComparison.Ordinal);
    }

    private void Refused(string place, string key, string reason, params string[] arguments)
    {
        var refusal = Assert.Throws<UsageException>(() => _settings.Read(arguments)).Message;

        Assert.StartsWith($"{place}: {key}: ", refusal, StringComparison.Ordinal);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }
}
