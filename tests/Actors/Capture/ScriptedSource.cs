using System.Collections.Concurrent;
using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>A source that gives a frame, breaks or ends when the test says so.</summary>
internal sealed record ScriptedSource : SourceUri
{
    private readonly BlockingCollection<Exception?> _script = [];
    private int _openings;

    public bool Live { get; init; }

    /// <summary>Called before each opening with its number, from 1.</summary>
    public Action<int> OnOpen { get; init; } = _ => { };

    public override bool IsLive => Live;

    public int Openings => Volatile.Read(ref _openings);

    public static ScriptedSource New(bool live = false) => new() { Text = "scripted", Live = live };

    public void Give(int frames = 1)
    {
        for (var i = 0; i < frames; i++)
        {
            _script.Add(null);
        }
    }

    public void Break(Exception failure) => _script.Add(failure);

    public void End() => _script.CompleteAdding();

    public override IFrameSource Open(CancellationToken stopping = default)
    {
        OnOpen(Interlocked.Increment(ref _openings));
        return new Opened(_script);
    }

    public override string ToString() => Text;

    private sealed class Opened(BlockingCollection<Exception?> script) : IFrameSource
    {
        public double Rate => 25;

        public bool Read(Mat image, CancellationToken stopping)
        {
            if (!script.TryTake(out var failure, Timeout.Infinite, stopping))
            {
                return false;
            }

            if (failure is not null)
            {
                throw failure;
            }

            image.Create(8, 8, MatType.CV_8UC3);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
