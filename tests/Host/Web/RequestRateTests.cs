using System.Net;
using Actors.Host.Web;
using Microsoft.AspNetCore.Http;

namespace Actors.Tests.Host.Web;

public sealed class RequestRateTests
{
    [Fact]
    public async Task Of_a_network_that_asks_without_end_some_are_refused_and_another_is_answered()
    {
        var answered = 0;
        using var rate = new RequestRate(_ =>
        {
            answered++;
            return Task.CompletedTask;
        });
        HttpContext? refused = null;
        for (var i = 0; i < 10_000; i++)
        {
            var context = await AskAsync("192.0.2.1");
            refused = context.Response.StatusCode == StatusCodes.Status200OK ? refused : context;
        }

        Assert.NotEqual(0, answered);
        Assert.Equal((StatusCodes.Status429TooManyRequests, "1"), (refused?.Response.StatusCode, refused?.Response.Headers.RetryAfter.ToString()));

        var before = answered;
        Assert.Equal(StatusCodes.Status200OK, (await AskAsync("192.0.2.2")).Response.StatusCode);
        Assert.Equal(before + 1, answered);

        // Of tokens that come as time passes there is one again within a hundredth of a second.
        await Repeatedly.AskAsync(_ => AskAsync("192.0.2.1"), context => context.Response.StatusCode == StatusCodes.Status200OK);

        async Task<HttpContext> AskAsync(string from)
        {
            var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } };
            await rate.InvokeAsync(context);
            return context;
        }
    }
}
