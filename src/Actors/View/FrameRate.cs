using System.Diagnostics;

namespace Actors.View;

/// <summary>Frames per second, smoothed over about the last second.</summary>
internal sealed class FrameRate
{
    private const double SmoothingSeconds = 1;

    private long _last;
    private double _secondsPerFrame;

    /// <summary>Counts a frame at a <see cref="Stopwatch"/> timestamp and gives the rate; 0 for the first.</summary>
    public double Next(long timestamp)
    {
        var last = _last;
        _last = timestamp;
        if (last == 0)
        {
            return 0;
        }

        var seconds = Stopwatch.GetElapsedTime(last, timestamp).TotalSeconds;
        var weight = _secondsPerFrame == 0 ? 1 : 1 - Math.Exp(-seconds / SmoothingSeconds);
        _secondsPerFrame += weight * (seconds - _secondsPerFrame);
        return _secondsPerFrame > 0 ? 1 / _secondsPerFrame : 0;
    }
}
