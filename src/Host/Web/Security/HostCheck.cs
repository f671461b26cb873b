using System.Net;
using Actors.Host.Configuration;
using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>
/// Answers only to names that are its own. A page of somebody else's could otherwise have its name point here (DNS rebinding),
/// and then be of the same origin to the browser. A plain address cannot be made to point elsewhere.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, WebSettings settings)
{
    private readonly HashSet<string> _names = new([.. settings.Hosts, "localhost", Dns.GetHostName(), $"{Dns.GetHostName()}.local"], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return IPAddress.TryParse(host.Trim('[', ']'), out _) || _names.Contains(host)
            ? next(context)
            : Refusal.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "This host does not answer to that name. Use its address, or add the name to Web:Hosts.");
    }
}
