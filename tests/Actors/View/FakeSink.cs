using System.Collections.Concurrent;
using Actors.View;

namespace Actors.Tests.View;

/// <summary>An output that opens and writes as a test wants.</summary>
internal sealed record FakeSink : SinkSpec
{
    private readonly ConcurrentQueue<long> _sequences = new();
    private int _openings;
    private int _disposals;

    public string Name { get; init; } = "fake";

    public bool ShowsPictures { get; init; } = true;

    public bool ForEachCamera { get; init; }

    public override bool PerCamera => ForEachCamera;

    public override bool NeedsPicture => ShowsPictures;

    /// <summary>The numbers of the frames it was given, in order.</summary>
    public IReadOnlyCollection<long> Sequences => _sequences;

    /// <summary>Called before each opening with its number, from 1.</summary>
    public Action<int> OnOpen { get; init; } = _ => { };

    /// <summary>Called with every frame that is written.</summary>
    public Action<AnnotatedFrame> OnWrite { get; init; } = _ => { };

    public Action OnDispose { get; init; } = () => { };

    public int Openings => Volatile.Read(ref _openings);

    public int Disposals => Volatile.Read(ref _disposals);

    public override ISink Open(string? camera, int openings = 0)
    {
        OnOpen(Interlocked.Increment(ref _openings));
        return new Opened(this);
    }

    public override string ToString() => Name;

    private sealed class Opened(FakeSink sink) : ISink
    {
        public void Write(AnnotatedFrame frame)
        {
            sink._sequences.Enqueue(frame.Result.Frame.Sequence);
            sink.OnWrite(frame);
        }

        public void Dispose()
        {
            Interlocked.Increment(ref sink._disposals);
            sink.OnDispose();
        }
    }
}
