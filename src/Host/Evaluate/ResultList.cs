using Actors.View;

namespace Actors.Host.Evaluate;

/// <summary>Every result of one camera by its frame's number. Written by an output, read once the run is over.</summary>
internal sealed class ResultList
{
    private readonly FrameResult?[] _results;
    private readonly Action _progress;

    /// <summary>Makes an empty one.</summary>
    /// <param name="count">How many frames there will be.</param>
    /// <param name="progress">Told of every result.</param>
    public ResultList(int count, Action progress)
    {
        _results = new FrameResult?[count];
        _progress = progress;
    }

    /// <summary>The output that fills it.</summary>
    public SinkSpec Output => new Spec(this);

    /// <summary>By frame; null where there is none.</summary>
    public IReadOnlyList<FrameResult?> Results => _results;

    private sealed record Spec(ResultList List) : SinkSpec
    {
        public override bool NeedsPicture => false;

        public override ISink Open(string? camera, int openings = 0) => new Sink(List);

        public override string ToString() => "results";
    }

    private sealed class Sink(ResultList list) : ISink
    {
        public void Write(AnnotatedFrame frame)
        {
            list._results[frame.Result.Frame.Sequence] = frame.Result;
            list._progress();
        }

        public void Dispose()
        {
        }
    }
}
