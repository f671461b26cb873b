using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Actors.Tests.Host.Web;

/// <summary>Settings that cannot be, put into a running host.</summary>
public sealed class SettingsRefusalTests(RunningWeb web) : IClassFixture<RunningWeb>
{
    [Theory]
    [InlineData("""{ "threshold": 2 }""", "the page: Model:Threshold: 2 is not from 0 to 1.")]
    [InlineData("""{ "cameras": { "front": { "classes": ["ghost"] } } }""", "the page: Cameras:front:Classes: there is no class 'ghost'.")]
    [InlineData("""{ "cameras": { "back": { "paused": true } } }""", "Settings name a camera that there is not. There are front.")]
    [InlineData("""{ "hocon": "akka.actor.deployment.\"/pipeline/tpu\".credits = 0" }""", "the page: akka.actor.deployment./pipeline/tpu.credits: '0' is no whole number from 1 to 64.")]
    [InlineData("""{ "hocon": "akka.loglevel = DEBUG" }""", "the page: akka.loglevel: a running host does not take it over.")]
    [InlineData("""{ "hocon": "actors.frames-in-flight = ${HOME}" }""", "the page: '${' is not for the page.")]
    [InlineData("""{ "hocon": "include \"/etc/passwd\"" }""", "'include' is not for the page.")]
    [InlineData("""{ "hocon": "akka.actor {{{" }""", "the page: the HOCON does not parse: line 1")]
    [InlineData("""{ "outOfService": ["../x"] }""", "'../x' is no device's name")]
    [InlineData("""{ "framesInFlight": "many" }""", "'many' is neither auto nor a number")]
    [InlineData("""{ "treshold": 0.5 }""", "$.treshold is not understood (line 1).")]
    [InlineData("""{ "cameras": null }""", "$.cameras is not understood (line 1).")]
    [InlineData("""[]""", "The body is not settings as GET gives them under live")]
    [InlineData("null", "The body is not settings as GET gives them under live")]
    public async Task What_cannot_be_is_refused_with_its_reason_and_nothing_changes(string body, string reason)
    {
        var before = (await web.JsonAsync("/api/settings")).GetRawText();

        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await web.Client.PutAsync("/api/settings", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, (await web.JsonAsync("/api/settings")).GetRawText());
    }
}
