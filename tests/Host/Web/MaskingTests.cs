namespace Actors.Tests.Host.Web;

/// <summary>A camera whose address holds a password, and does not answer.</summary>
public sealed class MaskingTests
{
    [Fact]
    public async Task The_password_is_in_nothing_that_is_answered_or_logged()
    {
        var web = RunningWeb.With("--devices", "sim:5ms", "--camera", "front=rtsp://user:hunter2@127.0.0.1:1/live?token=hunter3");
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
            Assert.Contains(answers, answer => answer.Contains("user:***@127.0.0.1:1", StringComparison.Ordinal));
            Assert.All(answers, answer => Assert.DoesNotContain("hunter", answer, StringComparison.Ordinal));
        }
        finally
        {
            await web.DisposeAsync();
        }
    }
}
