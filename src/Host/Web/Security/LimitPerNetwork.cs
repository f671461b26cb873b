using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace Actors.Host.Web;

/// <summary>A limiter for each network that asks, until it has not asked for a while. Thread-safe.</summary>
/// <remarks>.NET's <c>PartitionedRateLimiter</c> wakes ten times a second; this one only when it is asked, so that who waits for nothing costs nothing.</remarks>
/// <param name="create">Makes one that does not replenish itself.</param>
/// <param name="forgottenAfter">For how long a network does not ask until its limiter would be as a new one.</param>
internal sealed class LimitPerNetwork(Func<ReplenishingRateLimiter> create, TimeSpan forgottenAfter) : IDisposable
{
    // The cache alone would make two where a network comes twice at once.
    private readonly Lock _gate = new();
    private readonly MemoryCache _limiters = new(new MemoryCacheOptions());

    /// <summary>The limiter of a network, with all permits that it has by now.</summary>
    /// <param name="network">As <see cref="ClientNetwork"/> has it.</param>
    public RateLimiter Of(IPAddress network)
    {
        lock (_gate)
        {
            return Replenished(_limiters.GetOrCreate(network, entry =>
            {
                entry.SlidingExpiration = forgottenAfter;
                return create();
            })!);
        }
    }

    /// <summary>A limiter with all permits that it has by now.</summary>
    public static RateLimiter Replenished(ReplenishingRateLimiter limiter)
    {
        limiter.TryReplenish();
        return limiter;
    }

    public void Dispose() => _limiters.Dispose();
}
