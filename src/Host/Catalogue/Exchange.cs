using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Actors.Host.Catalogue;

/// <summary>Asks a server for a file, wherever it sends us on to, and tells what a failure means.</summary>
/// <remarks>
/// HTTPS only, along all redirections. Plain HTTP is allowed to this machine itself: what is asked for and what comes does not leave
/// it, as with a mirror or a tunnel of the user's own (and the tests speak to a server there that does all that is wrong).
/// </remarks>
internal sealed class Exchange
{
    // Published files take one or two.
    private const int MostRedirections = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;

    /// <summary>Creates it.</summary>
    /// <param name="http">Must not follow redirections itself.</param>
    public Exchange(HttpClient http) => _http = http;

    /// <summary>A client for it, with the proxies that the environment names (<c>https_proxy</c>, <c>http_proxy</c>, <c>no_proxy</c>).</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true)
    {
        // A StallWatch has the say.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("actors", typeof(Exchange).Assembly.GetName().Version?.ToString(3)) } },
    };

    /// <summary>Whether an address may be asked.</summary>
    public static bool Allows(Uri address) => address.Scheme == Uri.UriSchemeHttps || IsHere(address);

    /// <summary>An address as messages show it: no passwords, and nothing that was signed for us alone.</summary>
    public static string Text(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Asks, and gives the answer once its headers are there: one of 200, 206 and 416.</summary>
    /// <param name="address">What for.</param>
    /// <param name="method">How.</param>
    /// <param name="from">From which byte on; 0 for all of it.</param>
    /// <param name="condition">By what the server can tell that what we have is of the same file; null asks for all of it.</param>
    /// <param name="watch">Gives up.</param>
    /// <exception cref="DownloadException">There is no such answer.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<HttpResponseMessage> AskAsync(Uri address, HttpMethod method, long from, RangeConditionHeaderValue? condition, StallWatch watch)
    {
        var here = address;
        for (var redirections = 0; redirections <= MostRedirections; redirections++)
        {
            using var request = new HttpRequestMessage(method, here);
            if (condition is not null)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                request.Headers.IfRange = condition;
            }

            var answer = await SendAsync(request, watch);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return answer;
            }

            using (answer)
            {
                here = Next(here, answer);
            }
        }

        throw new DownloadException($"{Text(address)} is redirected more than {MostRedirections} times.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, StallWatch watch)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Wait());
        }
        catch (HttpRequestException failed)
        {
            throw Explained(request.RequestUri!, failed);
        }
    }

    // Where it sends us on to; anything else is a failure.
    private static Uri Next(Uri here, HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
        {
            throw Refused(here, answer);
        }

        if (answer.Headers.Location is not { } location)
        {
            throw new DownloadException($"{Text(here)} is redirected to nowhere.");
        }

        var next = new Uri(here, location);
        return next.Scheme == Uri.UriSchemeHttps || (IsHere(here) && IsHere(next))
            ? next
            : throw new DownloadException($"{Text(here)} is redirected to {Text(next)}, which is not https, and is not followed.");
    }

    private static bool IsHere(Uri address) => address.Scheme == Uri.UriSchemeHttp && address.IsLoopback;

    private static DownloadException Refused(Uri here, HttpResponseMessage answer)
    {
        var passes = answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || answer.StatusCode >= HttpStatusCode.InternalServerError;
        var after = answer.Headers.RetryAfter?.Delta is { } wanted ? TimeSpan.FromTicks(Math.Min(wanted.Ticks, LongestWait.Ticks)) : (TimeSpan?)null;
        var reason = string.IsNullOrWhiteSpace(answer.ReasonPhrase) ? "" : $" {answer.ReasonPhrase}";
        return new DownloadException(string.Create(CultureInfo.InvariantCulture, $"{Text(here)}: the server says {(int)answer.StatusCode}{reason}."), passes, after);
    }

    private static DownloadException Explained(Uri here, HttpRequestException failed) => failed.HttpRequestError switch
    {
        // A connection that breaks may hold the next time. The others say that there is no server, or none to be trusted.
        HttpRequestError.Unknown or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError =>
            new DownloadException($"{Text(here)}: the connection broke: {Innermost(failed)}", passes: true, inner: failed),
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError =>
            new DownloadException($"{here.Authority} cannot be reached: {Innermost(failed)}. A proxy is named with https_proxy, a mirror with Catalogue:Mirror in config/appsettings.json.", inner: failed),
        HttpRequestError.SecureConnectionError =>
            new DownloadException($"{here.Authority} is not trusted: {Innermost(failed)}", inner: failed),
        _ => new DownloadException($"{Text(here)}: {Innermost(failed)}", inner: failed),
    };

    private static string Innermost(Exception failed) => failed.GetBaseException().Message.TrimEnd('.');
}
