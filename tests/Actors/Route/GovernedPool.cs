using Actors.Interop;
using Actors.Route;

namespace Actors.Tests.Route;

/// <summary>A pool that a <see cref="PowerGovernor"/> governs, played millisecond by millisecond: frames wait in line, devices take time to open.</summary>
internal sealed class GovernedPool
{
    private const int LookEveryMs = 10;

    private readonly PowerGovernor _governor;
    private readonly PowerSettings _settings;
    private readonly Queue<(double At, bool Live)> _line = new();

    // Frames on their way from a camera that waits, and how many it may have there.
    private int _window;
    private int _outstanding;

    public GovernedPool(PowerSettings settings, double openingMs, params double[] serviceMs)
    {
        _settings = settings;
        _governor = new PowerGovernor(settings);
        Devices = [.. serviceMs.Select((service, number) => new Device($"sim:{number}", service, openingMs))];
    }

    /// <summary>A device of the pool.</summary>
    public sealed class Device(string name, double serviceMs, double openingMs)
    {
        public string Name { get; } = name;

        public double ServiceMs { get; set; } = serviceMs;

        public double OpeningMs { get; } = openingMs;

        /// <summary>Null where there is none to choose.</summary>
        public EdgeTpuClock? Clock { get; set; }

        public PowerGovernor.Standing Standing { get; set; } = PowerGovernor.Standing.InService;

        public bool Fails { get; set; }

        public double FreeAt { get; set; }

        public double ComesAt { get; set; }

        public bool Live { get; set; }

        public bool Answered { get; set; }

        /// <summary>A part of the time is the bus's, which no clock changes.</summary>
        public double Takes => Clock is { } clock ? ServiceMs * (0.2 + 0.8 * Math.Pow(2, EdgeTpuClock.Max - clock)) : ServiceMs;
    }

    public IReadOnlyList<Device> Devices { get; }

    public double NowMs { get; private set; }

    public int InService => Devices.Count(device => device is { Standing: PowerGovernor.Standing.InService, Fails: false });

    /// <summary>All that was ordered, and when.</summary>
    public List<(double AtMs, PowerGovernor.Order Order)> Orders { get; } = [];

    /// <summary>How long each frame took from when it came to its answer, and when it came.</summary>
    public List<(double AtMs, double LatencyMs)> Answers { get; } = [];

    public PowerGovernor Governor => _governor;

    /// <summary>Gives every device a clock to choose.</summary>
    public GovernedPool WithClocks()
    {
        foreach (var device in Devices)
        {
            device.Clock = EdgeTpuClock.Max;
        }

        return this;
    }

    /// <summary>Plays some time.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="cameras">Each with its rate, the time of its first frame, and what each frame's time varies by, as a share of the time between two.</param>
    /// <param name="window">Frames that a camera that waits has on its way; 0 for no such camera.</param>
    public GovernedPool Play(double seconds, IEnumerable<(double Rate, double PhaseMs, Func<double> Jitter)> cameras, int window = 0)
    {
        var start = NowMs;
        var due = new PriorityQueue<(double Rate, double PhaseMs, Func<double> Jitter, int Number), double>();
        foreach (var (rate, phase, jitter) in cameras)
        {
            due.Enqueue((rate, phase, jitter, 0), start + phase);
        }

        _window = window;
        for (; NowMs < start + seconds * 1000; NowMs++)
        {
            while (due.TryPeek(out var next, out var at) && at <= NowMs)
            {
                due.Dequeue();
                Come(live: true);
                var number = next.Number + 1;
                due.Enqueue(next with { Number = number }, start + next.PhaseMs + (number + next.Jitter()) * 1000 / next.Rate);
            }

            while (_outstanding < _window)
            {
                _outstanding++;
                Come(live: false);
            }

            Serve();
            if (NowMs % LookEveryMs == 0)
            {
                Look();
            }
        }

        return this;
    }

    public GovernedPool Play(double seconds, double rate) => Play(seconds, [(rate, 0, () => 0)]);

    public void Look()
    {
        foreach (var device in Devices.Where(device => device.Standing == PowerGovernor.Standing.Coming && device.ComesAt <= NowMs))
        {
            device.Standing = PowerGovernor.Standing.InService;
        }

        var candidates = Devices.Where(device => !device.Fails).Select(device => new PowerGovernor.Candidate(
            device.Name, device.Standing, device.Clock,
            device.Answered ? TimeSpan.FromMilliseconds(device.Takes) : TimeSpan.Zero,
            TimeSpan.FromMilliseconds(device.OpeningMs))).ToList();
        foreach (var order in _governor.Decide(TimeSpan.FromMilliseconds(NowMs), candidates, Wait(live: true), Wait(live: false)))
        {
            Orders.Add((NowMs, order));
            var device = Devices.Single(device => device.Name == order.Device);
            if (order is PowerGovernor.Order.BringIn { Clock: var clock })
            {
                Assert.Equal(PowerGovernor.Standing.Parked, device.Standing);
                device.Standing = PowerGovernor.Standing.Coming;
                device.ComesAt = NowMs + device.OpeningMs;
                device.Answered &= device.Clock is null || device.Clock == clock;
                device.Clock = device.Clock is null ? null : clock;
            }
            else
            {
                Assert.Equal(PowerGovernor.Standing.InService, device.Standing);
                device.Standing = PowerGovernor.Standing.Parked;
            }
        }
    }

    /// <summary>Of the frames that came from a time on, the share that were answered later than the bound allows.</summary>
    public double LateShare(double fromMs)
    {
        var bound = Math.Max(_settings.Latency.TotalMilliseconds, Devices.Min(device => device.ServiceMs));
        var answers = Answers.Where(answer => answer.AtMs >= fromMs).ToList();
        return answers.Count == 0 ? 0 : answers.Count(answer => answer.LatencyMs > bound + 1) / (double)answers.Count;
    }

    private TimeSpan Wait(bool live) =>
        _line.Where(frame => frame.Live == live).Select(frame => TimeSpan.FromMilliseconds(NowMs - frame.At)).FirstOrDefault();

    private void Come(bool live)
    {
        _governor.Arrive(TimeSpan.FromMilliseconds(NowMs), 1);
        _line.Enqueue((NowMs, live));
    }

    private void Serve()
    {
        foreach (var device in Devices)
        {
            if (device.FreeAt <= NowMs && device.FreeAt > 0)
            {
                device.FreeAt = 0;
                device.Answered = true;
                _outstanding -= device.Live ? 0 : 1;
            }
        }

        if (_line.Count == 0)
        {
            return;
        }

        // As the ledger: one of which nothing is known gets the next frame, then the fastest.
        foreach (var device in Devices.Where(device => device is { Standing: PowerGovernor.Standing.InService, FreeAt: 0, Fails: false }).OrderBy(device => device.Answered ? device.Takes : 0))
        {
            if (!_line.TryDequeue(out var frame))
            {
                return;
            }

            device.FreeAt = NowMs + device.Takes;
            device.Live = frame.Live;
            Answers.Add((frame.At, device.FreeAt - frame.At));
        }
    }
}
