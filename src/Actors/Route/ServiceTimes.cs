namespace Actors.Route;

/// <summary>What is known of one device's service time: its mean, its 99th percentile, and whether it has drifted.</summary>
/// <remarks>Pure: it is told durations and answers questions. The baseline is the median of the device's first frames.</remarks>
internal sealed class ServiceTimes
{
    // Enough for a 99th percentile (the second largest of a hundred), few enough to follow a device that changes.
    private const int Window = 100;

    // The first frames after opening are slow for reasons of their own (caches, clocks, firmware).
    private const int FramesBeforeBaseline = 10;
    private const int BaselineFrames = 50;

    // As many as the mean follows.
    private const int RecentFrames = 15;

    // Weight of the newest in the mean: follows a device that slows down within about ten frames.
    private const double NewestWeight = 0.1;

    // Seconds. A busy machine makes any device late by as much now and then, which says nothing of the device.
    private const double Noise = 0.001;

    private readonly double[] _recent = new double[Window];
    private readonly List<double> _first = [];
    private long _count;
    private double _mean;

    /// <summary>Smoothed seconds a frame; 0 before the first.</summary>
    public double Mean => _mean;

    /// <summary>The median of the first frames, in seconds; 0 until it is known.</summary>
    public double Baseline { get; private set; }

    /// <summary>How many times its baseline the device takes now; 1 until that is known, and while the difference is but noise.</summary>
    public double Drift
    {
        get
        {
            if (Baseline == 0 || _mean - Baseline <= Noise)
            {
                return 1;
            }

            // One frame that took very long moves the mean for a while; the device is slow only if most of them do.
            var typical = Math.Min(_mean, RecentMedian);
            return typical - Baseline > Noise ? typical / Baseline : 1;
        }
    }

    private double RecentMedian
    {
        get
        {
            Span<double> recent = stackalloc double[RecentFrames];
            for (var i = 0; i < RecentFrames; i++)
            {
                recent[i] = _recent[(_count - 1 - i) % Window];
            }

            recent.Sort();
            return recent[RecentFrames / 2];
        }
    }

    /// <summary>The 99th percentile of the last frames, in seconds; 0 before the first.</summary>
    public double Percentile99
    {
        get
        {
            var (largest, second) = (0.0, 0.0);
            foreach (var seconds in _recent.AsSpan(0, (int)Math.Min(_count, Window)))
            {
                if (seconds > largest)
                {
                    (largest, second) = (seconds, largest);
                }
                else if (seconds > second)
                {
                    second = seconds;
                }
            }

            return _count < Window ? largest : second;
        }
    }

    /// <summary>A frame took so long.</summary>
    public void Add(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        Keep(seconds);
        _mean = _mean == 0 ? seconds : _mean + NewestWeight * (seconds - _mean);
        if (Baseline == 0 && _count > FramesBeforeBaseline)
        {
            _first.Add(seconds);
            if (_first.Count == BaselineFrames)
            {
                _first.Sort();
                Baseline = _first[BaselineFrames / 2];
                _first.Clear();
            }
        }
    }

    /// <summary>
    /// A frame was given up after so long. It counts towards the deadline, so that a device that has become slow for good
    /// is given longer, and not given up on every frame; how long it would have taken in the end nobody knows.
    /// </summary>
    public void AddOverrun(TimeSpan atLeast) => Keep(atLeast.TotalSeconds);

    private void Keep(double seconds)
    {
        _recent[_count % Window] = seconds;
        _count++;
    }

    /// <summary>How long a frame may take: a multiple of the 99th percentile, within bounds; the upper one before anything is known.</summary>
    public TimeSpan Deadline(DeadlineSettings settings)
    {
        var measured = TimeSpan.FromSeconds(Percentile99 * settings.Factor);
        return _count == 0 || measured > settings.Ceiling ? settings.Ceiling
            : measured < settings.Floor ? settings.Floor
            : measured;
    }
}
