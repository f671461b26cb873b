namespace Actors.Route;

/// <summary>Reckons how late the frames that come would be, had some devices to run them all; they need not exist.</summary>
/// <remarks>
/// A virtual queue, as Kunniyur and Srikant use one (Adaptive Virtual Queue, SIGCOMM 2001): it is fed what really comes, is
/// served more slowly than the real one would be, and so tells of congestion before there is any. Each frame goes to the device
/// that would be done with it first. Pure: times are passed in, in seconds.
/// </remarks>
internal sealed class VirtualQueue
{
    // Of a hundred frames one may be late, whenever it was, and a few in a row: a machine's hiccup.
    private const double AllowedShare = 0.01;
    private const double AllowedAtOnce = 2;

    // Differences of times are not exact.
    private const double Tolerance = 1e-6;

    // When each device would be done with what it has.
    private readonly double[] _free;
    private double _allowance = AllowedAtOnce;

    /// <param name="devices">How many devices it is reckoned for.</param>
    /// <param name="tooSlowAt">When they are to count as having been too slow the last time.</param>
    public VirtualQueue(int devices, double tooSlowAt)
    {
        _free = new double[devices];
        TooSlowAt = tooSlowAt;
    }

    /// <summary>When more frames than are allowed were late the last time.</summary>
    public double TooSlowAt { get; set; }

    /// <summary>A frame comes.</summary>
    /// <param name="now">When.</param>
    /// <param name="service">What each device takes over it; for at least as many as there are.</param>
    /// <param name="bound">When it is late.</param>
    public void Arrive(double now, ReadOnlySpan<double> service, double bound)
    {
        var (first, done) = (0, double.MaxValue);
        for (var device = 0; device < _free.Length; device++)
        {
            var end = Math.Max(_free[device], now) + service[device];
            if (end < done)
            {
                (first, done) = (device, end);
            }
        }

        var latency = done - now;
        if (latency <= bound + Tolerance)
        {
            _free[first] = done;
            _allowance = Math.Min(AllowedAtOnce, _allowance + AllowedShare);
            return;
        }

        // One that is later yet would be dropped, or not have come: it must not keep those late that come when all is well again.
        if (latency <= 2 * bound)
        {
            _free[first] = done;
        }

        _allowance = Math.Max(-1, _allowance - 1);
        if (_allowance < 0)
        {
            TooSlowAt = now;
        }
    }
}
