using System.Diagnostics;
using Actors.Interop;

namespace Actors.Capture;

/// <summary>When the frames are due of a source that makes them itself. Used by one thread.</summary>
internal sealed class FramePace
{
    // The largest share of a period that one wait may take before it looks whether to stop.
    private static readonly TimeSpan LongestBlindWait = TimeSpan.FromMilliseconds(50);

    private readonly long _period;
    private long _next;

    /// <summary>Sets the rate.</summary>
    /// <param name="rate">Frames per second; 0 for as fast as they are taken.</param>
    public FramePace(double rate)
    {
        Rate = rate;
        _period = rate > 0 ? (long)(Stopwatch.Frequency / rate) : 0;
    }

    /// <summary>Frames per second; 0 for as fast as they are taken.</summary>
    public double Rate { get; }

    /// <summary>Waits until the next frame is due; the first is at once.</summary>
    /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
    public void WaitForTurn(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (_period == 0)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        _next = _next == 0 ? now : _next + _period;
        if (_next < now)
        {
            // Nobody took frames for a while (a real camera would have gone on); do not make up for it in a burst.
            _next = now;
        }

        var blind = _next - (long)(LongestBlindWait.TotalSeconds * Stopwatch.Frequency);
        if (blind > now && stopping.WaitHandle.WaitOne(Stopwatch.GetElapsedTime(now, blind)))
        {
            stopping.ThrowIfCancellationRequested();
        }

        PreciseSleep.Until(_next);
    }
}
