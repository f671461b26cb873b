using Actors.Host;
using Actors.Tests.Interop;
using Actors.Tpu;
using Actors.View;

namespace Actors.Tests.Host.Reload;

/// <summary>Settings that are read again while the first are in use.</summary>
public sealed class PlanReaderTests : IDisposable
{
    private readonly SettingsFolder _settings = new();

    public void Dispose() => _settings.Dispose();

    [Fact]
    public void The_command_line_stays_over_the_files()
    {
        _settings.Write("""{ "Cameras": { "file": { "Source": "test:64x48@30" } }, "Model": { "Threshold": 0.3, "TopK": 5 } }""", "akka.actor.deployment.\"/pipeline/tpu\".devices = [cpu]");
        using var reader = _settings.Read(
            [KeyValuePair.Create("Cameras:line:Source", (string?)"test:64x48@0")],
            camera => camera with { FrameLimit = 7 },
            "--devices", "sim:1ms", "--threshold", "0.6");
        _settings.Write(
            """{ "Cameras": { "file": { "Source": "test:64x48@60" } }, "Model": { "Threshold": 0.4, "TopK": 9 } }""",
            "akka.actor.deployment.\"/pipeline/tpu\" { devices = [\"2xcpu\"], credits = 5 }");

        var again = reader.Again().Pipeline;

        Assert.Equal(("line", 7), (Assert.Single(again.Cameras).Name, again.Cameras[0].FrameLimit));
        Assert.Equal((0.6f, 9), (again.Task.Filter.Threshold, again.Task.Filter.TopK));
        Assert.IsType<DeviceSpec.Simulated>(Assert.Single(again.Pool.Devices));
        Assert.Equal(5, again.Pool.Credits);
    }

    [Fact]
    public void What_was_refused_leaves_the_last_good_settings_to_go_by()
    {
        _settings.Write(hocon: "akka.actor.deployment.\"/pipeline/tpu\".credits = 4");
        using var reader = _settings.Read("--devices", "sim:1ms");
        _settings.Write(hocon: "akka.actor.deployment.\"/pipeline/tpu\".credits = 0");

        Assert.Throws<UsageException>(reader.Again);

        _settings.Write(hocon: "akka.actor.deployment.\"/pipeline/tpu\".credits = 6");
        Assert.Equal(6, reader.Again().Pipeline.Pool.Credits);
    }

    [Fact]
    public void A_model_is_read_again_only_if_its_file_has_changed()
    {
        var model = _settings.Folder.PathOf("bright.tflite");
        File.WriteAllBytes(model, ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));
        _settings.Write();
        using var reader = _settings.Read("--devices", "cpu", "--model", model);
        var first = reader.Settings.Task;

        Assert.Same(first.Model, reader.Again().Pipeline.Task.Model);
        Assert.Equal(first.Input, reader.Again().Pipeline.Task.Input);

        File.SetLastWriteTimeUtc(model, File.GetLastWriteTimeUtc(model).AddSeconds(1));
        var changed = reader.Again().Pipeline.Task.Model;
        Assert.NotSame(first.Model, changed);
        Assert.Same(changed, reader.Again().Pipeline.Task.Model);
    }

    [Fact]
    public void Labels_are_read_again()
    {
        File.WriteAllText(_settings.Folder.PathOf("labels.txt"), "cat");
        _settings.Write();
        using var reader = _settings.Read("--devices", "sim:1ms", "--labels", _settings.Folder.PathOf("labels.txt"));
        File.WriteAllText(_settings.Folder.PathOf("labels.txt"), "dog");

        Assert.Equal("dog", reader.Again().Pipeline.Task.Labels[0]);
    }

    [Fact]
    public void An_output_that_is_being_written_is_not_refused_and_a_new_one_that_cannot_be_is()
    {
        var written = _settings.Folder.PathOf("x.jsonl");
        var json = $$"""{ "Cameras": { "a": { "Source": "test:64x48@30" } }, "Outputs": [ "jsonl:{{written}}" ] }""";
        _settings.Write(json);
        using var reader = _settings.Read("--devices", "sim:1ms");
        using var open = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.None);
        open.WriteByte((byte)'{');
        open.Flush();

        Assert.Equal(reader.Settings.Outputs, reader.Again().Pipeline.Outputs);

        _settings.Write(json.Replace("\" ]", "\", \"none\", \"frames:" + _settings.Folder.PathOf("shots") + "\" ]", StringComparison.Ordinal));
        Assert.Equal([new SinkSpec.JsonLines(written), new SinkSpec.Frames(_settings.Folder.PathOf("shots"))], reader.Again().Pipeline.Outputs);

        _settings.Write(json.Replace("\" ]", "\", \"jsonl:/proc/x\" ]", StringComparison.Ordinal));
        Assert.Contains("Outputs: one cannot be written", Assert.Throws<UsageException>(reader.Again).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_camera_that_is_written_as_it_was_is_what_it_was_though_its_file_is_gone()
    {
        var clip = _settings.Folder.PathOf("clip.mp4");
        File.WriteAllText(clip, "");
        var json = $$"""{ "Cameras": { "a": { "Source": "{{clip}}" } } }""";
        _settings.Write(json);
        using var reader = _settings.Read("--devices", "sim:1ms");
        File.Delete(clip);

        _settings.Write(json.Replace("} } }", "}, \"b\": { \"Source\": \"test:64x48@30\" } } }", StringComparison.Ordinal));
        Assert.Equal(["a", "b"], reader.Again().Pipeline.Cameras.Select(camera => camera.Name).Order());

        _settings.Write(json.Replace("clip.mp4", "clap.mp4", StringComparison.Ordinal));
        Assert.Contains("Cameras:a:Source: ", Assert.Throws<UsageException>(reader.Again).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_change_is_named_until_it_is_again_as_it_was()
    {
        _settings.Write();
        using var reader = _settings.Read("--devices", "sim:1ms");
        Assert.Empty(reader.Again().NeedRestart);

        _settings.Write(
            """{ "Cameras": { "a": { "Source": "test:64x48@30" } }, "Serilog": { "MinimumLevel": { "Default": "Debug" } } }""",
            "actors.render-dispatcher.dedicated-thread-pool.thread-count = 4\nakka.actor.deployment.\"/pipeline/tpu\".credits = 4");
        Assert.Equal(
            ["Serilog:MinimumLevel:Default: (none) -> Debug needs a restart", "actors.render-dispatcher.dedicated-thread-pool.thread-count: 2 -> 4 needs a restart"],
            reader.Again().NeedRestart);

        _settings.Write();
        Assert.Empty(reader.Again().NeedRestart);
    }

    [Fact]
    public void A_camera_whose_file_cannot_be_read_is_refused_while_the_one_before_it_runs()
    {
        _settings.Write("""{ "Cameras": { "front": { "Source": "test:64x48@30" } } }""");
        using var reader = _settings.Read("--devices", "sim:1ms");
        var missing = _settings.Folder.PathOf("missing.png");
        _settings.Write($$"""{ "Cameras": { "front": { "Source": "{{missing}}" } } }""");

        var refusal = Assert.Throws<UsageException>(reader.Again);

        Assert.Contains("Cameras:front:Source: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(missing, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("cpu", true)]
    [InlineData("sim:1ms", false)]
    public void The_model_that_one_for_edge_tpus_was_compiled_from_is_read_only_where_the_cpu_may_run_it(string devices, bool expected)
    {
        var compiled = _settings.Folder.PathOf("bright_edgetpu.tflite");
        File.WriteAllBytes(compiled, ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true));
        File.WriteAllBytes(_settings.Folder.PathOf("bright.tflite"), ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));
        _settings.Write();

        using var reader = _settings.Read("--devices", devices, "--model", compiled);

        Assert.Equal(expected, reader.Settings.Task.CpuModel is not null);
        Assert.Equal(expected, reader.Settings.Task.RunsOnCpu);
    }

    [Fact]
    public void A_model_for_edge_tpus_has_the_labels_of_the_one_it_was_compiled_from_unless_it_has_its_own()
    {
        var compiled = _settings.Folder.PathOf("bright_edgetpu.tflite");
        File.WriteAllBytes(compiled, ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true));
        File.WriteAllText(_settings.Folder.PathOf("bright.labels.txt"), "light");
        _settings.Write();

        using var reader = _settings.Read("--devices", "sim:1ms", "--model", compiled);
        File.WriteAllText(_settings.Folder.PathOf("bright_edgetpu.txt"), "lamp");
        using var later = _settings.Read("--devices", "sim:1ms", "--model", compiled);

        Assert.Equal(("light", "lamp"), (reader.Settings.Task.Labels[0], later.Settings.Task.Labels[0]));
    }

    [Fact]
    public void Outputs_are_not_written_over_the_recordings_that_cameras_read()
    {
        var recordings = new[] { "front", "back" }.Select(camera => _settings.Folder.PathOf($"out-{camera}.mp4")).ToList();
        recordings.ForEach(recording => File.WriteAllText(recording, "film"));
        _settings.Write($$"""
            {
              "Cameras": { "front": { "Source": "{{recordings[0]}}" }, "back": { "Source": "{{recordings[1]}}" } },
              "Outputs": [ "video:{{_settings.Folder.PathOf("out.mp4")}}" ]
            }
            """);

        var refusal = Assert.Throws<UsageException>(() => _settings.Read("--devices", "sim:1ms"));

        Assert.Contains("written over what is read", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_camera_of_which_something_else_changes_keeps_its_source_be_that_gone_meanwhile()
    {
        var clip = _settings.Folder.PathOf("clip.mp4");
        File.WriteAllText(clip, "");
        _settings.Write($$"""{ "Cameras": { "a": { "Source": "{{clip}}" } } }""");
        using var reader = _settings.Read("--devices", "sim:1ms");
        var before = reader.Settings.Cameras[0].Source;
        File.Delete(clip);
        _settings.Write($$"""{ "Cameras": { "a": { "Source": "{{clip}}", "Threshold": 0.6, "Paused": true } } }""");

        var after = Assert.Single(reader.Again().Pipeline.Cameras);

        Assert.Same(before, after.Source);
        Assert.Equal((0.6f, true), (after.Threshold, after.Paused));
    }

    [Fact]
    public void Without_a_model_there_are_no_names_by_which_classes_could_be_wrong()
    {
        _settings.Write("""{ "Cameras": { "a": { "Source": "test:64x48@30", "Classes": "person, car" } } }""");

        using var reader = _settings.Read("--devices", "sim:1ms");

        Assert.Equal("car, person", reader.Settings.Cameras[0].Classes);
    }

    [Fact]
    public void Empty_labels_and_anchors_are_none()
    {
        _settings.Write("""{ "Cameras": { "a": { "Source": "test:64x48@30" } }, "Model": { "Labels": "", "Anchors": "" } }""");

        using var reader = _settings.Read("--devices", "sim:1ms");

        Assert.Equal((null, 0), (reader.Settings.Task.Raw, reader.Settings.Task.Labels.Names.Count));
    }
}
