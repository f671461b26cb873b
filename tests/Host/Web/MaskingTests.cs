using System.Net;

namespace Actors.Tests.Host.Web;

/// <summary>A camera whose address holds a password, and does not answer.</summary>
public sealed class MaskingTests
{
    [Fact]
    public async Task The_password_is_in_nothing_that_is_answered_or_logged()
    {
        var web = RunningWeb.With("--devices", "sim:5ms", "--camera", "front=rtsp://user:hunter2@127.0.0.1:1/live?token=hunter3", "--camera", "back=http://127.0.0.1:1/videostream.cgi?loginuse=user&loginpas=my_hunter4");
        await web.InitializeAsync();
        try
        {
            await web.Process.SeesAsync("user:***@127.0.0.1:1");
            using var events = await web.EventsAsync("kinds=status");
            var answers = new List<string> { (await RunningWeb.EventAsync(events, "status")).GetRawText() };
            foreach (var path in new[] { "/", "/api/status", "/api/cameras", "/api/cameras/front", "/api/settings", "/api/history", "/metrics", "/openapi/v1.json" })
            {
                answers.Add(await web.Client.GetStringAsync(path));
            }

            answers.Add((await web.EndAsync())!.Error);
            Assert.Contains(answers, answer => answer.Contains("loginpas=***", StringComparison.Ordinal));
            Assert.Contains(answers, answer => answer.Contains("user:***@127.0.0.1:1", StringComparison.Ordinal));
            Assert.All(answers, answer => Assert.DoesNotContain("hunter", answer, StringComparison.Ordinal));
        }
        finally
        {
            await web.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_change_that_is_refused_tells_no_password_either()
    {
        const string Camera = """{ "Cameras": { "front": { "Source": "SOURCE" } } }""";
        var web = RunningWeb.With("--devices", "sim:5ms", "--config", "own.json");
        web.File("own.json", Camera.Replace("SOURCE", "test:64x48@30", StringComparison.Ordinal));
        await web.InitializeAsync();
        try
        {
            foreach (var source in new[] { "ftp://user:hunter2@127.0.0.1:1/live?token=hunter3", "http://user:hun/ter2@127.0.0.1/", "rtsp://user:hunter2@", "http://127.0.0.1:99999/?password=my_hunter4" })
            {
                web.File("own.json", Camera.Replace("SOURCE", source, StringComparison.Ordinal));
                using var response = await web.PutSettingsAsync(new { });
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.DoesNotMatch("hunter|ter2", await response.Content.ReadAsStringAsync());
            }

            Assert.DoesNotMatch("hunter|ter2", (await web.EndAsync())!.Error);
        }
        finally
        {
            await web.DisposeAsync();
        }
    }
}
