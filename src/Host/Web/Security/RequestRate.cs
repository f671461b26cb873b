using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>Answers so many requests a second of each network, and no more.</summary>
internal sealed class RequestRate(RequestDelegate next) : IDisposable
{
    // A page asks for a dozen things as it opens, and then for a few a second.
    private const int AtOnce = 200;
    private const int PerSecond = 100;

    private static readonly TokenBucketRateLimiterOptions Options = new()
    {
        TokenLimit = AtOnce,
        TokensPerPeriod = PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = false,
    };

    // After half of that time it would have all its tokens again.
    private readonly LimitPerNetwork _limits = new(() => new TokenBucketRateLimiter(Options), TimeSpan.FromSeconds(2.0 * AtOnce / PerSecond));

    public Task InvokeAsync(HttpContext context)
    {
        using var lease = _limits.Of(ClientNetwork.Of(context)).AttemptAcquire();
        if (lease.IsAcquired)
        {
            return next(context);
        }

        context.Response.Headers.RetryAfter = "1";
        return Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"Too many requests: {PerSecond} a second are answered. Wait a second.");
    }

    public void Dispose() => _limits.Dispose();
}
