using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Actors.Tests.Host.Web;

/// <summary>A host that asks for a token.</summary>
public sealed class TokenTests(GuardedWeb web) : IClassFixture<GuardedWeb>
{
    private const string Token = GuardedWeb.Token;

    [Fact]
    public async Task Nothing_is_answered_without_it_but_health()
    {
        foreach (var path in new[] { "/", "/api/status", "/api/settings", "/api/cameras/front/snapshot.jpg", "/metrics", "/openapi/v1.json", "/app.js" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await web.Client.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await web.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Programs_give_it_as_a_bearer_token()
    {
        Assert.Equal(HttpStatusCode.OK, (await WithBearerAsync(Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithBearerAsync("correct horsf")).StatusCode);
    }

    [Fact]
    public async Task Browsers_sign_in_once_and_keep_a_cookie_that_scripts_cannot_read_and_that_does_not_hold_the_token()
    {
        using var client = Browser();
        using var opened = await NavigateAsync(client, "/");
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (opened.StatusCode, opened.Headers.Location?.OriginalString));
        using var form = new FormUrlEncodedContent([new("token", Token)]);

        using var signedIn = await client.PostAsync("/sign-in", form);

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.StatusCode, signedIn.Headers.Location?.OriginalString));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("horse", cookie, StringComparison.Ordinal);
        using var page = await NavigateAsync(client, "/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "token=%zz%00&&==&token")]
    [InlineData("application/x-www-form-urlencoded", "many")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=token\r\n\r\ncut")]
    [InlineData("application/json", "{}")]
    public async Task A_form_that_no_browser_sends_is_a_wrong_token(string type, string body)
    {
        // From another address than the other tests, since wrong ones are counted.
        using var client = web.ClientFrom("127.0.0.3");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body == "many" ? string.Join('&', Enumerable.Range(0, 3000).Select(i => $"key{i}=1")) : body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await client.PostAsync("/sign-in", content);

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in#wrong"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Who_guesses_is_not_listened_to_any_more()
    {
        using var other = web.ClientFrom("127.0.0.2");
        for (var i = 0; i < 10; i++)
        {
            await WithBearerAsync($"guess number {i}", other);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await WithBearerAsync(Token, other)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WithBearerAsync(Token)).StatusCode);
    }

    [Fact]
    public async Task Browsers_that_say_less_since_they_are_on_another_machine_are_led_to_the_sign_in_as_well()
    {
        using var client = Browser();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml");

        using var opened = await client.GetAsync("/");
        using var script = await web.Client.GetAsync("/app.js");

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (opened.StatusCode, opened.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, script.StatusCode);
    }

    [Fact]
    public async Task It_is_in_no_log_and_no_answer()
    {
        using var client = Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        foreach (var path in new[] { "/api/settings", "/api/status", "/metrics", "/" })
        {
            Assert.DoesNotContain("horse", await client.GetStringAsync(path), StringComparison.Ordinal);
        }

        // What the log tells last is of this request.
        using var put = await client.PutAsJsonAsync("/api/settings", new { threshold = 0.6 });
        await web.Process.SeesAsync("threshold: 0.5 -> 0.6");
        Assert.DoesNotContain("horse", web.Process.Said, StringComparison.Ordinal);
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = web.Address };

    private static Task<HttpResponseMessage> NavigateAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        return client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> WithBearerAsync(string token, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/cameras");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await (client ?? web.Client).SendAsync(request);
    }
}
