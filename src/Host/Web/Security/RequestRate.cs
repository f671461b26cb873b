using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>Answers so many requests a second of each network, and no more.</summary>
internal sealed class RequestRate(RequestDelegate next) : IDisposable
{
    // A page asks for a dozen things as it opens, and then for a few a second.
    private const int AtOnce = 200;
    private const int PerSecond = 100;

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
        RateLimitPartition.GetTokenBucketLimiter(ClientNetwork.Of(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    public Task InvokeAsync(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            return next(context);
        }

        context.Response.Headers.RetryAfter = "1";
        return Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"Too many requests: {PerSecond} a second are answered. Wait a second.");
    }

    public void Dispose() => _limiter.Dispose();
}
