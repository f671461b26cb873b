using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Host;
using Actors.Host.Configuration;
using Actors.Host.Reload;
using Actors.Host.Web;
using Akka.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Tests.Host.Web;

/// <summary>What whoever puts settings is told of what came of them.</summary>
public sealed class SettingsOutcomeTests : ActorTest, IAsyncLifetime
{
    private readonly TestProbe _reload;
    private readonly ObservedPipeline _observed;
    private WebServer _server = null!;
    private HttpClient _client = null!;

    public SettingsOutcomeTests()
    {
        _reload = CreateTestProbe();
        var settings = new PipelineSettings { Cameras = [], Task = new DetectionTask(), Pool = Pool, Preprocessors = 1 };
        _observed = new ObservedPipeline(new PipelineMeter([]), settings, CreateTestProbe().Ref, _reload.Ref, NullLogger.Instance);
    }

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync(WebSettings.From(new() { Address = "127.0.0.1:0" }), _observed, NullLoggerFactory.Instance, default);
        _client = new HttpClient { BaseAddress = new Uri(_server.Address) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_was_taken_over_is_no_refusal_though_some_of_it_is_still_to_come()
    {
        var (status, answer) = await PutAsync(new ReloadActor.Outcome(ExitCode.Unexpected, ["device sim:1 is not changed: it does not open yet."])
        {
            InForce = _observed.InForce with { Version = 7 },
        });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((7, false), (answer.GetProperty("version").GetInt32(), answer.GetProperty("complete").GetBoolean()));
        Assert.Equal("device sim:1 is not changed: it does not open yet.", answer.GetProperty("lines")[0].GetString());
    }

    [Fact]
    public async Task What_was_taken_over_whole_is_complete()
    {
        var (status, answer) = await PutAsync(new ReloadActor.Outcome(ExitCode.Done, []) { InForce = _observed.InForce with { Version = 1 } });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData(ExitCode.Usage, HttpStatusCode.BadRequest)]
    [InlineData(ExitCode.Unexpected, HttpStatusCode.Conflict)]
    public async Task What_was_not_taken_over_is_refused(int code, HttpStatusCode expected)
    {
        var (status, answer) = await PutAsync(new ReloadActor.Outcome(code, ["No."]));

        Assert.Equal((expected, "No."), (status, answer.GetProperty("error").GetString()));
        Assert.Equal(0, _observed.InForce.Version);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PutAsync(ReloadActor.Outcome outcome)
    {
        var put = _client.PutAsJsonAsync("/api/settings", new { });
        await _reload.ExpectMsgAsync<ReloadActor.Use>();
        _reload.Reply(outcome);
        using var response = await put;
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
