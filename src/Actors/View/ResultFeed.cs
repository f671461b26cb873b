using System.Collections.Immutable;

namespace Actors.View;

/// <summary>Every result of every camera, as it comes out, for whoever listens just now.</summary>
/// <remarks>Thread-safe. Where nobody listens it costs a look at an empty list.</remarks>
public sealed class ResultFeed
{
    private ImmutableArray<Action<FrameResult>> _listeners = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="heard">Told of each result, on the thread on which it comes out: it must not block. Cameras come out side by side.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Listen(Action<FrameResult> heard)
    {
        ImmutableInterlocked.Update(ref _listeners, (listeners, added) => listeners.Add(added), heard);
        return new Listening(this, heard);
    }

    internal void Publish(FrameResult result)
    {
        foreach (var heard in _listeners)
        {
            heard(result);
        }
    }

    private sealed class Listening(ResultFeed feed, Action<FrameResult> heard) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed._listeners, (listeners, gone) => listeners.Remove(gone), heard);
    }
}
