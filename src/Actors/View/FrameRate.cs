using System.Diagnostics;

namespace Actors.View;

/// <summary>Frames per second over about the last second. Frames that come in pairs, as after reordering, count as what they are.</summary>
public sealed class FrameRate
{
    // The window: older frames fade with this time constant.
    private const double WindowSeconds = 1;

    private long _first;
    private long _last;
    private double _frames;

    /// <summary>Counts a frame at a <see cref="Stopwatch"/> timestamp and gives the rate; 0 for the first.</summary>
    public double Next(long timestamp)
    {
        if (_first == 0)
        {
            _first = _last = timestamp;
            return 0;
        }

        // A frame stands for the time since the one before it, and weighs what that time does on average.
        var interval = Stopwatch.GetElapsedTime(_last, timestamp).TotalSeconds / WindowSeconds;
        var fade = Math.Exp(-interval);
        _frames = _frames * fade + (interval > 0 ? (1 - fade) / interval : 1);
        _last = timestamp;

        // How much of the window has been seen: without this the rate would creep up from nothing.
        var seen = WindowSeconds * (1 - Math.Exp(-Stopwatch.GetElapsedTime(_first, timestamp).TotalSeconds / WindowSeconds));
        return seen > 0 ? _frames / seen : 0;
    }
}
