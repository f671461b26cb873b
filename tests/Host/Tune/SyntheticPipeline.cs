using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

/// <summary>A pipeline in formulas, whose rates are known; measured with noise, as a machine that does other things as well.</summary>
/// <remarks>
/// Devices of a service time, which idle for a hop where one credit leaves them without a frame; preprocessors, cores with
/// so much work for each frame and each thread, a window of frames in flight, a camera; the CPU split by Amdahl's law. Of a
/// pool of CPU workers that share the cores each is "busy" all the time, and cores idle where few frames lie ready for them.
/// </remarks>
internal sealed class SyntheticPipeline : ITrial
{
    /// <summary>Measurements that there is time for, as in a minute of half-second runs.</summary>
    public const int UsualReadings = 60;

    private readonly Random _random;
    private readonly double _noise;
    private readonly int _cores;
    private readonly int _devices;
    private readonly double _serviceMs;
    private readonly double _hopMs;
    private readonly double _prepareMs;
    private readonly double _otherMs;
    private readonly double _switchingShare;
    private readonly double _serialShare;
    private readonly double _camera;
    private readonly double _idleShare;
    private readonly CpuSplit? _current;
    private CpuSplit? _open;
    private double _spent;
    private double _last;

    private SyntheticPipeline(int seed, double noise, bool live, bool cpuPool)
    {
        var of = new Random(seed);
        _random = new Random(seed + 1);
        (_noise, Live) = (noise, live);
        _cores = cpuPool ? 1 << of.Next(1, 3) : 1 << of.Next(1, 5);
        var onCpu = of.Next(3) == 0 || cpuPool;
        _devices = onCpu ? 1 : of.Next(1, 17);
        _serviceMs = Between(of, 1, 60);
        _hopMs = Between(of, 0.02, 0.5);
        _prepareMs = Between(of, 0.1, 6);
        _otherMs = Between(of, 0.1, 2);
        _switchingShare = Between(of, 0.0005, 0.05);
        _serialShare = Between(of, 0.02, 0.5);
        _camera = live ? Between(of, 10, 500) : double.PositiveInfinity;
        _idleShare = cpuPool ? Between(of, 0.1, 0.3) : 0;
        _current = onCpu ? new CpuSplit(1, 1) : null;
        if (cpuPool)
        {
            // What it is about does not hang on the rest.
            (_serviceMs, _prepareMs, _otherMs) = (Between(of, 10, 40), Between(of, 0.1, 0.5), Between(of, 0.1, 0.5));
        }

        var start = new Candidate(2, 2, null, null);
        var needed = _devices * 2 + 3;
        Space = new SearchSpace(
            start, [.. new[] { 1, 2, 3, 4, 6, 8, 12, 16 }.Where(count => count <= _cores).Select(count => (PreprocessorCount)count)], [1, 2, 3, 4], [null, (needed + 1) / 2, needed, 2 * needed],
            [null, .. onCpu ? CpuSplit.Candidates(_cores).Where(split => split != _current) : []])
        {
            Current = _current,
        };
    }

    public SearchSpace Space { get; }

    public bool Live { get; }

    public int Measured { get; private set; }

    /// <summary>How many readings devices take to be opened, for another split of the CPU.</summary>
    public double Reopening { get; init; }

    /// <summary>How many readings the measurements took.</summary>
    public double Spent => _spent;

    /// <summary>Whether any combination keeps up with the camera.</summary>
    public bool CanHoldRate => BestRate >= _camera;

    public double Left => 1 - _spent / UsualReadings;

    public double Cost => _last / UsualReadings;

    /// <summary>What a machine's stages would be measured to do, with the settings as they are.</summary>
    public Prediction Prediction => new(
        new Capacity(_camera, 1000 / _prepareMs * Space.Start.Preprocessors.Most, DeviceRate(Space.Start), _cores * 1000 / WorkMs(Space.Start), Space.Start.Preprocessors.Most, _devices),
        _prepareMs + _serviceMs, 1)
    {
        Cores = _cores,
        UsesCpu = _current is not null,
    };

    public static SyntheticPipeline Of(int seed, double noise, bool live = false, double reopening = 0) => new(seed, noise, live, cpuPool: false) { Reopening = reopening };

    /// <summary>One whose workers share the cores, of which there may be more than cores.</summary>
    public static SyntheticPipeline OfCpuPool(int seed, double noise) => new(seed, noise, live: false, cpuPool: true);

    public Task<Search.Outcome> SearchAsync() => new Search(Space, Prediction, new Objective(Live), this).RunAsync(CancellationToken.None);

    public Task<Reading> MeasureAsync(Candidate candidate, CancellationToken stopping)
    {
        Measured++;
        _last = 1 + (candidate.Split == _open ? 0 : Reopening);
        _spent += _last;
        _open = candidate.Split;
        var rate = RateOf(candidate);

        // One in twenty has something else going on beside it.
        var disturbed = _random.Next(20) == 0 ? 0.85 : 1;

        // A camera's rate is what it is, as long as there is as much to spare.
        var measured = Math.Min(_camera, UnhinderedRateOf(candidate) * disturbed * (1 + _noise * Normal()));
        return Task.FromResult(new Reading(measured, LatencyOf(candidate) / disturbed * (1 + _noise * Normal()), 1, _idleShare > 0 ? 1 : Math.Min(1, rate / DeviceRate(candidate))));
    }

    public double BestRate => Space.All.Max(RateOf);

    /// <summary>The lowest latency of those that give nearly the most frames.</summary>
    public double BestLatency => Fastest(BestRate).Min(LatencyOf);

    public double RateOf(Candidate candidate) => Math.Min(_camera, UnhinderedRateOf(candidate));

    private double UnhinderedRateOf(Candidate candidate)
    {
        var inFlight = candidate.FramesInFlight is { } frames ? frames * 1000 / (_prepareMs + ServiceMs(candidate) + _hopMs) : double.PositiveInfinity;
        return new[] { candidate.Preprocessors.Most * 1000 / _prepareMs, DeviceRate(candidate), _cores * 1000 / WorkMs(candidate) * (1 - Idle(candidate)), inFlight }.Min();
    }

    public double LatencyOf(Candidate candidate)
    {
        // Under load every frame in flight waits for those before it; else a frame passes through.
        var through = _prepareMs + ServiceMs(candidate) + _hopMs;
        var overloaded = RateOf(candidate) < _camera;
        return overloaded ? Math.Max(through, (candidate.FramesInFlight ?? Workers(candidate) * candidate.Credits + candidate.Preprocessors.Most + 2) * 1000 / RateOf(candidate)) : through;
    }

    private IEnumerable<Candidate> Fastest(double best) => Space.All.Where(candidate => RateOf(candidate) >= best * 0.99);

    private int Workers(Candidate candidate) => (candidate.Split ?? _current)?.Workers ?? _devices;

    private double ServiceMs(Candidate candidate) =>
        (candidate.Split ?? _current) is { } split ? _serviceMs * (_serialShare + (1 - _serialShare) / Math.Min(split.Threads, _cores)) : _serviceMs;

    private double DeviceRate(Candidate candidate) =>
        Workers(candidate) * 1000 / (ServiceMs(candidate) + (candidate.Credits == 1 ? _hopMs : candidate.Credits == 2 ? _hopMs / 10 : 0));

    // Cores have all they can do once each has three and a half frames that lie ready for it.
    private double Idle(Candidate candidate) => _idleShare * Math.Clamp(1 - ((double)Workers(candidate) * candidate.Credits - _cores) / (2.5 * _cores), 0, 1);

    // Threads beyond the cores, and frames that lie about, cost more than they bring.
    private double WorkMs(Candidate candidate)
    {
        var split = candidate.Split ?? _current;
        var threads = candidate.Preprocessors.Most + (split?.TotalThreads ?? 0);
        var excess = Math.Max(0, threads - _cores);
        return (_prepareMs + _otherMs + (split is null ? 0 : _serviceMs * (1 + 0.1 * (split.Threads - 1)))) * (1 + _switchingShare * (excess + 0.1 * candidate.Credits));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static double Between(Random random, double least, double most) => least * Math.Pow(most / least, random.NextDouble());
}
