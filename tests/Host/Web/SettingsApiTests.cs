using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Actors.Tests.Host.Web;

/// <summary>Settings of a running host, changed from outside.</summary>
public sealed class SettingsApiTests(RunningWeb web) : IClassFixture<RunningWeb>, IAsyncLifetime
{
    // None of what the test before has put.
    public async Task InitializeAsync() => Assert.Equal(HttpStatusCode.OK, (await PutAsync(new { })).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_put_is_in_force_and_told_in_the_log_like_a_changed_file()
    {
        var answer = await PutAsync(new { threshold = 0.6, framesInFlight = "3", hocon = "akka.actor.deployment.\"/pipeline/tpu\".credits = 1" });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        await web.Process.SeesAsync("INF threshold: 0.5 -> 0.6, in force after ");
        await web.Process.SeesAsync("INF credits: 2 -> 1, in force after ");
        var settings = await web.JsonAsync("/api/settings");
        Assert.Equal(0.6f, settings.GetProperty("effective").GetProperty("threshold").GetSingle());
        Assert.Equal("3", settings.GetProperty("effective").GetProperty("framesInFlight").GetString());
        Assert.Equal("3", settings.GetProperty("live").GetProperty("framesInFlight").GetString());

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(new { })).Status);
        Assert.Equal(0.5f, (await web.JsonAsync("/api/settings")).GetProperty("effective").GetProperty("threshold").GetSingle());
    }

    [Fact]
    public async Task A_camera_has_a_threshold_and_classes_of_its_own()
    {
        // The simulated device finds class 0 with a score of 1.
        await FoundAsync(1);

        await PutAsync(new { cameras = new { front = new { classes = new[] { "7" } } } });
        await FoundAsync(0);

        await PutAsync(new { cameras = new { front = new { classes = new[] { "0" } } } });
        await FoundAsync(1);

        await PutAsync(new { cameras = new { front = new { threshold = 1.0 } } });
        await FoundAsync(0);
    }

    [Fact]
    public async Task A_camera_that_is_paused_gives_no_frames_until_it_goes_on()
    {
        await PutAsync(new { cameras = new { front = new { paused = true } } });

        await web.UntilAsync("/api/cameras/front", camera => camera.GetProperty("state").GetString() == "paused" && camera.GetProperty("capturedPerSecond").GetDouble() == 0);
        Assert.Equal(HttpStatusCode.Conflict, (await web.Client.GetAsync("/api/cameras/front/snapshot.jpg")).StatusCode);

        await PutAsync(new { cameras = new { front = new { paused = false } } });
        await web.UntilAsync("/api/cameras/front", camera => camera.GetProperty("state").GetString() == "capturing");
    }

    [Fact]
    public async Task A_device_is_taken_out_of_service_and_put_back()
    {
        await PutAsync(new { outOfService = new[] { "sim:1" } });

        await web.UntilAsync("/api/devices", devices => StateOf(devices, 1) == "parked" && StateOf(devices, 0) == "in-service");

        await PutAsync(new { outOfService = Array.Empty<string>() });
        await web.UntilAsync("/api/devices", devices => StateOf(devices, 1) == "in-service");
    }

    [Fact]
    public async Task A_change_of_settings_that_others_have_changed_meanwhile_is_refused()
    {
        var version = (await web.JsonAsync("/api/settings")).GetProperty("version").GetInt32();
        await PutAsync(new { threshold = 0.7 });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/settings") { Content = JsonContent.Create(new { threshold = 0.8 }) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));

        using var response = await web.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal(0.7f, (await web.JsonAsync("/api/settings")).GetProperty("effective").GetProperty("threshold").GetSingle());
    }

    private static string? StateOf(JsonElement devices, int index) => devices[index].GetProperty("state").GetString();

    private async Task<(HttpStatusCode Status, string Text)> PutAsync(object settings)
    {
        using var response = await web.PutSettingsAsync(settings);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // Waits for a frame with so many detections.
    private async Task FoundAsync(int count)
    {
        using var events = await web.EventsAsync("kinds=detections");
        await RunningWeb.EventAsync(events, "detections", frame => frame.GetProperty("detections").GetArrayLength() == count);
    }
}
