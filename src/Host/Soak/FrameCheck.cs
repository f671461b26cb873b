using Actors.View;

namespace Actors.Host.Soak;

/// <summary>An output that sees whether each camera's frames come in order and once. Thread-safe.</summary>
internal sealed class FrameCheck
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Last, int Beginnings)> _cameras = new(StringComparer.Ordinal);

    /// <summary>Frames seen.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames that came again, or after a later one of their camera.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>The output itself.</summary>
    public SinkSpec Output => new Spec(this);

    /// <summary>A camera of this name begins anew: once its numbers may go back.</summary>
    public void Expect(string camera)
    {
        lock (_gate)
        {
            var (last, beginnings) = Known(camera);
            _cameras[camera] = (last, beginnings + 1);
        }
    }

    /// <summary>A frame came out.</summary>
    public void See(string camera, long sequence)
    {
        lock (_gate)
        {
            Frames++;
            var (last, beginnings) = Known(camera);
            if (sequence > last)
            {
                _cameras[camera] = (sequence, beginnings);
            }
            else if (beginnings > 0)
            {
                _cameras[camera] = (sequence, beginnings - 1);
            }
            else
            {
                OutOfOrder++;
            }
        }
    }

    private (long Last, int Beginnings) Known(string camera) => _cameras.TryGetValue(camera, out var known) ? known : (-1, 0);

    // It wants pictures, so that drawing has its part in the soak.
    private sealed record Spec(FrameCheck Check) : SinkSpec
    {
        public override ISink Open(string? camera, int openings = 0) => new Sink(Check);

        public override string ToString() => "check";
    }

    private sealed class Sink(FrameCheck check) : ISink
    {
        public void Write(AnnotatedFrame frame) => check.See(frame.Result.Frame.Camera, frame.Result.Frame.Sequence);

        public void Dispose()
        {
        }
    }
}
