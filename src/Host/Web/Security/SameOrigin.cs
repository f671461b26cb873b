using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>
/// Refuses what pages of other origins ask for in a browser: changes, and pictures that they would put into themselves. Scripts
/// and programs, which say nothing of an origin, are let through.
/// </summary>
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
        return isForeign || (changes && origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            ? Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "Pages of other origins may ask for nothing here.")
            : next(context);
    }
}
