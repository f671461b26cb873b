using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>
/// Refuses what pages of other origins ask for in a browser: changes, and pictures that they would put into themselves. Scripts
/// and programs, which say nothing of an origin, are let through.
/// </summary>
/// <remarks>What a browser says of the site goes first, since it knows. Old ones, and new ones over plain HTTP, say the origin alone: its host and port are to be those that were asked. Its scheme may be another, where a proxy in front has TLS.</remarks>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isLink = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
        var isForeign = site is not ("" or "same-origin" or "none") && !isLink;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        var origin = request.Headers.Origin.ToString();
        var isOwn = site == "same-origin" || origin.Length == 0 || (origin.Split("://") is [_, var host] && host.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
        return isForeign || (changes && !isOwn)
            ? Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "Pages of other origins may ask for nothing here.")
            : next(context);
    }
}
