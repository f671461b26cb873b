using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Actors.Host.Configuration;
using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>Lets those through who know the token, where there is one: by <c>Authorization: Bearer</c>, or by the cookie that the sign-in gives.</summary>
/// <remarks>The cookie does not hold the token but what is made of it, so that it is worth nothing elsewhere. Another token makes all cookies worthless.</remarks>
internal sealed class TokenGate(RequestDelegate next, WebSettings settings) : IDisposable
{
    private const string SignIn = "/sign-in";
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(30);

    // What says nothing of anybody, and what the sign-in page is made of.
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal) { "/health/live", "/health/ready", SignIn, "/style.css", "/icon.svg" };

    private readonly byte[]? _token = settings.Token is { } token ? Hash(token) : null;
    private readonly string _cookie = settings.Token is { } secret ? Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "actors sign-in"u8)) : "";
    private readonly WrongTokens _wrong = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (_token is null)
        {
            await (request.Path == SignIn ? RedirectAsync(context, "/") : next(context));
        }
        else if (request.Path == SignIn && HttpMethods.IsPost(request.Method))
        {
            await SignInAsync(context);
        }
        else if (Open.Contains(request.Path.Value ?? ""))
        {
            await next(context);
        }
        else if (Same(Hash(request.Cookies[CookieName(context)] ?? ""), Hash(_cookie)))
        {
            await next(context);
        }
        else if (AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var given) && given is { Scheme: "Bearer", Parameter: { } token })
        {
            await (IsRight(context, token, out var tooMany) ? next(context) : RefuseAsync(context, tooMany));
        }
        else if (IsForPage(request))
        {
            await RedirectAsync(context, SignIn);
        }
        else
        {
            await RefuseAsync(context, tooMany: false);
        }
    }

    public void Dispose() => _wrong.Dispose();

    private async Task SignInAsync(HttpContext context)
    {
        if (!IsRight(context, await TokenOfFormAsync(context), out var tooMany))
        {
            await RedirectAsync(context, tooMany ? $"{SignIn}#wait" : $"{SignIn}#wrong");
            return;
        }

        context.Response.Cookies.Append(CookieName(context), _cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = CookieLife,
            Path = "/",
        });
        await RedirectAsync(context, "/");
    }

    private static async Task<string> TokenOfFormAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["token"].ToString() : "";
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException and not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // No form that the page sends, and as good as a wrong token.
            return "";
        }
    }

    // Whoever guesses is soon not listened to any more, right or wrong.
    private bool IsRight(HttpContext context, string token, out bool tooMany)
    {
        var from = ClientNetwork.Of(context);
        tooMany = !_wrong.Hears(from);
        if (!tooMany && Same(Hash(token), _token!))
        {
            _wrong.OnRight(from);
            return true;
        }

        _wrong.OnWrong(from);
        return false;
    }

    // Over plain HTTP browsers say what they are about only to hosts on their own machine.
    private static bool IsForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && (request.Headers["Sec-Fetch-Mode"] is { Count: > 0 } mode ? mode == "navigate" : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));

    private static Task RefuseAsync(HttpContext context, bool tooMany)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return tooMany
            ? Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many wrong tokens. Wait a minute.")
            : Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, "A token is needed: Authorization: Bearer TOKEN; in a browser, sign in at /sign-in.");
    }

    private static Task RedirectAsync(HttpContext context, string where)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = where;
        return Task.CompletedTask;
    }

    // Browsers keep one cookie of a name for all ports of a host.
    private static string CookieName(HttpContext context) => $"actors-{context.Connection.LocalPort}";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);
}
