using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;

namespace Actors.Host.Web;

/// <summary>Counts wrong tokens, and says who is not listened to because of them. Thread-safe.</summary>
/// <remarks>
/// Whoever has many addresses is soon stopped by what all together may guess. Who has been right before is not stopped by that, so
/// that strangers who guess do not lock out those who know the token.
/// </remarks>
internal sealed class WrongTokens : IDisposable
{
    /// <summary>Tries of one network a minute.</summary>
    public const int OfOne = 10;

    /// <summary>Tries of all networks a minute: a token of eight letters then takes a thousand years.</summary>
    public const int OfAll = 200;

    // Only those who know the token are among them.
    private const int MostKnown = 1024;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, bool> _known = new();
    private readonly FixedWindowRateLimiter _all = NewLimiter(OfAll);
    private readonly LimitPerNetwork _one = new(() => NewLimiter(OfOne), Window);

    /// <summary>Whether a network is listened to.</summary>
    /// <param name="from">As <see cref="ClientNetwork"/> has it.</param>
    public bool Hears(IPAddress from) => HasPermits(_one.Of(from)) && (_known.ContainsKey(from) || HasPermits(LimitPerNetwork.Replenished(_all)));

    /// <summary>It gave a wrong token.</summary>
    public void OnWrong(IPAddress from)
    {
        _one.Of(from).AttemptAcquire().Dispose();
        LimitPerNetwork.Replenished(_all).AttemptAcquire().Dispose();
    }

    /// <summary>It gave the right token.</summary>
    public void OnRight(IPAddress from)
    {
        if (!_known.ContainsKey(from) && _known.Count < MostKnown)
        {
            _known.TryAdd(from, true);
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _all.Dispose();
    }

    private static bool HasPermits(RateLimiter limiter) => limiter.GetStatistics() is not { CurrentAvailablePermits: 0 };

    private static FixedWindowRateLimiter NewLimiter(int permits) => new(new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, AutoReplenishment = false });
}
