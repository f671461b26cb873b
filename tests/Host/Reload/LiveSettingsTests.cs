using Actors.Host;
using Actors.Host.Configuration;

namespace Actors.Tests.Host.Reload;

/// <summary>Settings that a running host is given over all others.</summary>
public sealed class LiveSettingsTests : IDisposable
{
    private const string Two = """{ "Cameras": { "a": { "Source": "test:64x48@30" }, "b": { "Source": "test:64x48@30", "Threshold": 0.9 } }, "Model": { "Threshold": 0.5 }, "Outputs": [ "none" ] }""";

    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_go_over_the_command_line_and_the_files()
    {
        using var reader = _folder.Write(Two, "actors.frames-in-flight = 7").Read("--threshold", "0.6", "--devices", "2xsim:1ms");

        var settings = reader.Again(new LiveSettings { Threshold = 0.7f, FramesInFlight = "3", OutOfService = ["sim:1"], Hocon = "akka.actor.deployment.\"/pipeline/tpu\".credits = 5" }).Pipeline;

        Assert.Equal((0.7f, 3, 5), (settings.Task.Filter.Threshold, settings.FramesInFlight, settings.Pool.Credits));
        Assert.Equal(["sim:1"], settings.Pool.OutOfService);
    }

    [Fact]
    public void Without_them_the_others_hold_again()
    {
        using var reader = _folder.Write(Two).Read("--threshold", "0.6", "--devices", "sim:1ms");
        reader.Again(new LiveSettings { Threshold = 0.7f });

        Assert.Equal(0.6f, reader.Again().Pipeline.Task.Filter.Threshold);
    }

    [Fact]
    public void A_camera_keeps_of_the_file_what_they_do_not_say()
    {
        using var reader = _folder.Write(Two).Read("--devices", "sim:1ms");

        var settings = reader.Again(new LiveSettings { Cameras = new Dictionary<string, LiveSettings.Camera> { ["b"] = new() { Paused = true, Classes = ["2", "1", "1"] } } }).Pipeline;

        Assert.Equal((false, (float?)null), (settings.Cameras[0].Paused, settings.Cameras[0].Threshold));
        Assert.Equal((true, 0.9f, "1, 2"), (settings.Cameras[1].Paused, settings.Cameras[1].Threshold, settings.Cameras[1].Classes));
    }

    [Fact]
    public void Devices_give_what_the_least_demanding_camera_wants()
    {
        using var reader = _folder.Write(Two).Read("--devices", "sim:1ms");
        Assert.Equal(0.5f, reader.Settings.Task.DeviceFilter.Threshold);

        var settings = reader.Again(new LiveSettings { Cameras = new Dictionary<string, LiveSettings.Camera> { ["a"] = new() { Threshold = 0.2f } } }).Pipeline;

        Assert.Equal((0.5f, 0.2f), (settings.Task.Filter.Threshold, settings.Task.DeviceFilter.Threshold));
    }

    [Fact]
    public void What_is_said_of_a_camera_that_is_gone_goes_with_it()
    {
        using var reader = _folder.Write(Two).Read("--devices", "sim:1ms");
        var live = new LiveSettings { Cameras = new Dictionary<string, LiveSettings.Camera> { ["b"] = new() { Paused = true } } };
        _folder.Write();

        Assert.Equal(["a"], reader.Again(live).Pipeline.Cameras.Select(camera => camera.Name));
    }

    [Theory]
    [InlineData("actors.frames-in-flight = ${HOME}", "'${' is not for the page")]
    [InlineData("include \"other.conf\"", "line 1: 'include' is not for the page")]
    [InlineData("akka.loglevel = DEBUG", "akka.loglevel: a running host does not take it over")]
    [InlineData("actors.frames-in-flight = 0", "the page: actors.frames-in-flight: '0' is no whole number from 1 to 1024")]
    [InlineData("a = [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "nested more than 16 deep")]
    public void HOCON_that_a_running_host_must_not_be_given_is_refused(string hocon, string reason)
    {
        using var reader = _folder.Write(Two).Read("--devices", "sim:1ms");

        Assert.Contains(reason, Assert.Throws<UsageException>(() => reader.Again(new LiveSettings { Hocon = hocon })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_token_is_said_to_need_a_restart_and_neither_is_told()
    {
        using var reader = _folder.Write(Two.Replace("\"Outputs\"", "\"Web\": { \"Token\": \"correct horse\" }, \"Outputs\"", StringComparison.Ordinal)).Read("--devices", "sim:1ms");
        _folder.Write(Two.Replace("\"Outputs\"", "\"Web\": { \"Token\": \"another horse\", \"Address\": \"9000\" }, \"Outputs\"", StringComparison.Ordinal));

        Assert.Equal(["Web:Address: (none) -> 9000 needs a restart", "Web:Token: *** -> *** needs a restart"], reader.Again().NeedRestart);
    }
}
