using System.Net;
using System.Net.Http.Json;

namespace Actors.Tests.Host.Web;

/// <summary>A host behind a proxy that has TLS.</summary>
public sealed class ProxyTests(ProxiedWeb web) : IClassFixture<ProxiedWeb>
{
    [Fact]
    public async Task Browsers_sign_in_with_a_cookie_for_TLS_alone_and_change_settings()
    {
        using var proxy = web.ClientFrom(ProxiedWeb.Proxy);
        using var signIn = Through(HttpMethod.Post, "/sign-in", from: "203.0.113.1");
        signIn.Content = new FormUrlEncodedContent([new("token", GuardedWeb.Token)]);
        using var signedIn = await proxy.SendAsync(signIn);

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (signedIn.StatusCode, signedIn.Headers.Location?.OriginalString));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);

        using var put = Through(HttpMethod.Put, "/api/settings", from: "203.0.113.1");
        put.Content = JsonContent.Create(new { threshold = 0.6 });
        put.Headers.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        using var changed = await proxy.SendAsync(put);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Who_guesses_through_the_proxy_is_not_listened_to_and_all_others_are()
    {
        using var proxy = web.ClientFrom(ProxiedWeb.Proxy);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(proxy, $"guess number {i}", "203.0.113.2"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(proxy, GuardedWeb.Token, "203.0.113.2"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(proxy, GuardedWeb.Token, "203.0.113.3"));

        // What stands before the address that the proxy itself has added is whoever asks, to say what they like.
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(proxy, GuardedWeb.Token, "203.0.113.4, 203.0.113.2"));

        // And of two proxies the first one's word counts.
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(proxy, GuardedWeb.Token, "203.0.113.2, 10.1.2.3"));
    }

    [Fact]
    public async Task Who_is_no_proxy_is_not_believed()
    {
        using var other = web.ClientFrom("127.0.0.8");
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(other, $"guess number {i}", $"203.0.113.{100 + i}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(other, GuardedWeb.Token, "203.0.113.200"));

        using var another = web.ClientFrom("127.0.0.7");
        using var signIn = Through(HttpMethod.Post, "/sign-in", from: "203.0.113.5");
        signIn.Content = new FormUrlEncodedContent([new("token", GuardedWeb.Token)]);
        using var signedIn = await another.SendAsync(signIn);
        Assert.DoesNotContain("; secure", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string token, string from)
    {
        using var request = Through(HttpMethod.Get, "/api/cameras", from);
        request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    // As a browser at https://cameras.example says it, and the proxy passes it on.
    private static HttpRequestMessage Through(HttpMethod method, string path, string from)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = ProxiedWeb.Name;
        request.Headers.Add("Origin", $"https://{ProxiedWeb.Name}");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", from);
        return request;
    }
}
