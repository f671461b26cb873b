using Actors.View;

namespace Actors.Host.Bench;

/// <summary>A <see cref="Bench.Recorder"/> as an output that a pipeline can be told of.</summary>
/// <param name="Recorder">The recorder.</param>
internal sealed record RecordedOutput(Recorder Recorder) : SinkSpec
{
    /// <inheritdoc/>
    public override ISink Open(string? camera, int openings = 0) => Recorder;

    /// <inheritdoc/>
    public override string ToString() => "none, pictures drawn";
}
