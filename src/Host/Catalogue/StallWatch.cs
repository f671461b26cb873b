namespace Actors.Host.Catalogue;

/// <summary>Gives up waiting for a server that has gone silent.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins to watch.</summary>
    /// <param name="limit">How long nothing may come.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends the waiting as well.</param>
    public StallWatch(TimeSpan limit, TimeProvider time, CancellationToken stopping)
    {
        Limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, stopping);
    }

    /// <summary>How long nothing may come.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Whether nothing came for so long.</summary>
    public bool HasStalled => _silence.IsCancellationRequested;

    /// <summary>Begins another wait. Its token is cancelled when nothing comes for too long.</summary>
    public CancellationToken Wait()
    {
        _silence.CancelAfter(Limit);
        return _either.Token;
    }

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
