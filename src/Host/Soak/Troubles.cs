using System.Diagnostics;
using Actors.Tpu;

namespace Actors.Host.Soak;

/// <summary>Faults at random: of simulated devices, and the end of device hosts.</summary>
internal sealed class Troubles
{
    // What of a thousand faults are of which kind is of no importance; errors are the commonest in life, too.
    private const int Kinds = 6;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly Random _random;
    private readonly Dictionary<FaultScript, long> _driftsUntil = [];
    private readonly HashSet<FaultScript> _known = [];
    private long _killed;

    public Troubles(int seed) => _random = new Random(seed);

    /// <summary>The faults that devices have played, by kind, and device hosts killed.</summary>
    public IReadOnlyList<(string Kind, long Count)> Counts =>
    [
        .. _known.SelectMany(script => script.Injections).CountBy(injection => injection.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, (long)kind.Value)),
        ("device host killed", _killed),
    ];

    /// <summary>Makes trouble once.</summary>
    /// <param name="devices">The simulated devices of now.</param>
    public void Make(IReadOnlyList<Device.Simulated> devices)
    {
        EndDrifts(Stopwatch.GetTimestamp());
        var script = devices[_random.Next(devices.Count)].Faults;
        _known.Add(script);
        switch (_random.Next(Kinds))
        {
            case 0:
                script.Order(new SimulatedFault.Crash());
                break;
            case 1:
                script.Order(new SimulatedFault.Hang(Some()));
                break;
            case 2:
                script.Order(new SimulatedFault.Loss(Some()));
                break;
            case 3:
                script.Order(new SimulatedFault.Drift(1.5 + 2 * _random.NextDouble()));
                _driftsUntil[script] = Stopwatch.GetTimestamp() + (long)(Some().TotalSeconds * Stopwatch.Frequency);
                break;
            default:
                script.Order(new SimulatedFault.Error());
                break;
        }
    }

    /// <summary>Has one of the device hosts killed, as libedgetpu would end it.</summary>
    public void KillAHost()
    {
        var hosts = ProcessFigures.ChildrenOf(Environment.ProcessId);
        if (hosts.Count == 0)
        {
            return;
        }

        try
        {
            using var host = Process.GetProcessById(hosts[_random.Next(hosts.Count)]);
            host.Kill();
            _killed++;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Has every device be well again.</summary>
    public void End() => EndDrifts(long.MaxValue);

    private void EndDrifts(long now)
    {
        foreach (var script in _driftsUntil.Where(drift => drift.Value <= now).Select(drift => drift.Key).ToList())
        {
            _driftsUntil.Remove(script);
            script.Order(new SimulatedFault.Drift(1));
        }
    }

    private TimeSpan Some() => (0.1 + 0.9 * _random.NextDouble()) * Longest;
}
