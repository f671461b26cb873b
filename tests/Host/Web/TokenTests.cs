using System.Net;
using System.Net.Http.Headers;

namespace Actors.Tests.Host.Web;

/// <summary>A host that asks for a token.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Token = "correct horse";

    private readonly RunningWeb _web = new();

    public Task InitializeAsync()
    {
        _web.Environment["ACTORS_Web__Token"] = Token;
        return _web.InitializeAsync();
    }

    public Task DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Nothing_is_answered_without_it_but_health()
    {
        foreach (var path in new[] { "/", "/api/status", "/api/settings", "/api/cameras/front/snapshot.jpg", "/metrics", "/openapi/v1.json", "/app.js" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await _web.Client.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await _web.Client.GetAsync("/health/live")).StatusCode);
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

    [Fact]
    public async Task Who_guesses_is_not_listened_to_any_more()
    {
        for (var i = 0; i < 10; i++)
        {
            await WithBearerAsync($"guess number {i}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await WithBearerAsync(Token)).StatusCode);
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

        Assert.DoesNotContain("horse", (await _web.EndAsync())!.Error, StringComparison.Ordinal);
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _web.Address };

    private static Task<HttpResponseMessage> NavigateAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        return client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> WithBearerAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/cameras");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _web.Client.SendAsync(request);
    }
}
