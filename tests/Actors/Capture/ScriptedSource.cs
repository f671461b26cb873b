using System.Collections.Concurrent;
using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>A source that gives a frame, breaks or ends when the test says so.</summary>
internal sealed record ScriptedSource : SourceUri
{
    private readonly BlockingCollection<Exception?> _script = [];
    private readonly ConcurrentQueue<PictureNeed> _needs = new();
    private int _openings;

    public bool Live { get; init; }

    /// <summary>Called before each opening with its number, from 1.</summary>
    public Action<int> OnOpen { get; init; } = _ => { };

    public override bool IsLive => Live;

    public int Openings => Volatile.Read(ref _openings);

    /// <summary>How large its frames were needed, one after another.</summary>
    public IReadOnlyCollection<PictureNeed> Needs => _needs;

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

    public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default)
    {
        OnOpen(Interlocked.Increment(ref _openings));
        return new Opened(_script, _needs);
    }

    public override string ToString() => Text;

    private sealed class Opened(BlockingCollection<Exception?> script, ConcurrentQueue<PictureNeed> needs) : IFrameSource
    {
        public double Rate => 25;

        public string Decoder => "scripted";

        public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
        {
            if (!script.TryTake(out var failure, Timeout.Infinite, stopping))
            {
                return null;
            }

            if (failure is not null)
            {
                throw failure;
            }

            needs.Enqueue(need);

            image.Create(8, 8, MatType.CV_8UC3);
            return PictureScale.Whole(image);
        }

        public void Dispose()
        {
        }
    }
}
