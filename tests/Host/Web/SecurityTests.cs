using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Actors.Host.Web;

namespace Actors.Tests.Host.Web;

/// <summary>Who may ask a running host for what.</summary>
public sealed class SecurityTests(RunningWeb web) : IClassFixture<RunningWeb>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example:8080")]
    public async Task A_name_that_is_not_its_own_is_not_answered(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/cameras") { Headers = { Host = host } };

        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await web.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:8080")]
    public async Task Its_own_names_are(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = host } };

        Assert.Equal(HttpStatusCode.OK, (await web.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/api/settings", "Origin", "http://evil.example")]
    [InlineData("PUT", "/api/settings", "Origin", "null")]
    [InlineData("PUT", "/api/settings", "Origin", "https://127.0.0.1")]
    [InlineData("PUT", "/api/settings", "Origin", "https://evil.example:8080")]
    [InlineData("PUT", "/api/settings", "Sec-Fetch-Site", "cross-site")]
    [InlineData("POST", "/api/detect", "Sec-Fetch-Site", "same-site")]
    [InlineData("GET", "/api/cameras/front/stream.mjpg", "Sec-Fetch-Site", "cross-site")]
    [InlineData("GET", "/api/settings", "Sec-Fetch-Site", "cross-site")]
    public async Task Pages_of_other_origins_may_ask_for_nothing(string method, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "PUT")
        {
            request.Content = JsonContent.Create(new { threshold = 0.9 });
        }

        request.Headers.Add(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await web.Client.SendAsync(request)).StatusCode);
        Assert.Equal(0.5f, (await web.JsonAsync("/api/settings")).GetProperty("effective").GetProperty("threshold").GetSingle());
    }

    [Theory]
    [InlineData("http", "same-origin")]
    [InlineData("https", "same-origin")]
    [InlineData("http", null)]
    [InlineData("https", null)]
    public async Task Its_own_page_may_change_settings_over_TLS_as_well(string scheme, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/settings") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Origin", $"{scheme}://{web.Address.Authority}");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        Assert.Equal(HttpStatusCode.OK, (await web.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task One_machine_does_not_take_all_connections()
    {
        var connections = Enumerable.Range(0, ConnectionLimit.Most + 20).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            var answered = await Task.WhenAll(connections.Select(IsAnsweredAsync));

            Assert.Equal(ConnectionLimit.Most, answered.Count(was => was));
            Assert.Equal(HttpStatusCode.OK, (await web.Client.GetAsync("/health/live")).StatusCode);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.js")]
    [InlineData("/api/status")]
    [InlineData("/nothing/here")]
    public async Task Every_answer_tells_browsers_to_load_and_run_nothing_else(string path)
    {
        using var response = await web.Client.GetAsync(path);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_holds_no_script_or_style_within_its_markup()
    {
        foreach (var page in new[] { "/" })
        {
            var markup = await web.Client.GetStringAsync(page);
            Assert.DoesNotContain("<style", markup, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", markup, StringComparison.Ordinal);
            Assert.DoesNotMatch("<script(?![^>]*src=\"/)[^>]*>", markup);
            Assert.DoesNotMatch(" on[a-z]+=", markup);
            Assert.DoesNotMatch("https?://", markup);
        }
    }

    // From another address than the other tests. The connection stays open.
    private async Task<bool> IsAnsweredAsync(Socket connection)
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        connection.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.6"), 0));
        await connection.ConnectAsync(IPAddress.Loopback, web.Address.Port, patience.Token);
        try
        {
            await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), patience.Token);
            return await connection.ReceiveAsync(new byte[1024], patience.Token) > 0;
        }
        catch (SocketException)
        {
            // Closed before it was written to.
            return false;
        }
    }
}
