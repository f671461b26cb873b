using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Interop;

namespace Actors.Tpu;

/// <summary>Plays a simulated device's faults. Outlives the opening and closing of the device, as the real one's condition would.</summary>
/// <remarks>
/// Played by the device's worker: what was ordered with the device, at its frames, and what others order meanwhile, at the
/// next one. <see cref="Order"/>, <see cref="IsPresent"/> and <see cref="Injections"/> are for any thread.
/// </remarks>
public sealed class FaultScript
{
    // A device heats up over some thousand frames.
    private const double FramesToFullDrift = 1000;

    private readonly Random _random;

    // Of its own, so that jitter does not change which frames fail.
    private readonly Random _jitter;
    private readonly List<Injection> _injections = [];
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<SimulatedFault> _ordered = new();
    private long _frames;
    private long _absentUntil;
    private double _slowdown = 1;

    /// <summary>Starts a device's life.</summary>
    public FaultScript(SimulatedBehaviour behaviour)
    {
        Behaviour = behaviour;
        _random = new Random(behaviour.Seed);
        _jitter = new Random(behaviour.Seed);
    }

    /// <summary>What was ordered with the device.</summary>
    public SimulatedBehaviour Behaviour { get; }

    /// <summary>A fault that was played.</summary>
    /// <param name="Kind">The fault, as it is ordered.</param>
    /// <param name="Timestamp">When, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public readonly record struct Injection(string Kind, long Timestamp);

    /// <summary>The faults played so far.</summary>
    public IReadOnlyList<Injection> Injections
    {
        get
        {
            lock (_gate)
            {
                return [.. _injections];
            }
        }
    }

    /// <summary>Whether the device is plugged in.</summary>
    public bool IsPresent => Stopwatch.GetTimestamp() >= Interlocked.Read(ref _absentUntil);

    /// <summary>How many times its service time the device takes by now, as it heats up.</summary>
    internal double ServiceFactor => _slowdown * (1 + (Behaviour.Drift - 1) * Math.Min(1, _frames / FramesToFullDrift));

    /// <summary>Has a fault played at the device's next frame; of several, one at each.</summary>
    public void Order(SimulatedFault fault) => _ordered.Enqueue(fault);

    /// <summary>How many times as long as it should the next frame takes by chance; 1 on average.</summary>
    internal double NextJitter()
    {
        if (Behaviour.Jitter == 0)
        {
            return 1;
        }

        // A normal number of two uniform ones (Box and Muller 1958); shifted, since the mean of a log-normal distribution
        // is above its median.
        var normal = Math.Sqrt(-2 * Math.Log(1 - _jitter.NextDouble())) * Math.Cos(2 * Math.PI * _jitter.NextDouble());
        return Math.Exp(Behaviour.Jitter * normal - Behaviour.Jitter * Behaviour.Jitter / 2);
    }

    /// <summary>Plays what happens at the next frame: nothing, a failure, a crash, a loss, or a call that does not return.</summary>
    /// <exception cref="InferenceException">The frame fails.</exception>
    /// <exception cref="DeviceException">The device is lost.</exception>
    /// <exception cref="SimulatedCrashException">The device's software dies.</exception>
    internal void NextFrame()
    {
        _frames++;
        if (_frames == Behaviour.HangAfter)
        {
            Play(new SimulatedFault.Hang(Behaviour.BackAfter));
        }

        if (_frames == Behaviour.CrashAfter)
        {
            Play(new SimulatedFault.Crash());
        }

        if (_frames == Behaviour.LostAfter)
        {
            Play(new SimulatedFault.Loss(Behaviour.BackAfter));
        }

        if (_ordered.TryDequeue(out var ordered))
        {
            Play(ordered);
        }

        if (Behaviour.ErrorRate > 0 && _random.NextDouble() < Behaviour.ErrorRate)
        {
            Play(new SimulatedFault.Error());
        }
    }

    private void Play(SimulatedFault fault)
    {
        switch (fault)
        {
            case SimulatedFault.Error:
                Note("error");
                throw new InferenceException("The simulated device failed on this frame.");
            case SimulatedFault.Crash:
                Note("crash");
                throw new SimulatedCrashException("The simulated device's software crashed.");
            case SimulatedFault.Hang hang:
                Note("hang");
                Thread.Sleep(hang.Lasts ?? Timeout.InfiniteTimeSpan);
                break;
            case SimulatedFault.Loss loss:
                Note("lost");
                Interlocked.Exchange(ref _absentUntil, loss.Lasts is { } absence
                    ? Stopwatch.GetTimestamp() + (long)(absence.TotalSeconds * Stopwatch.Frequency)
                    : long.MaxValue);
                throw Absent();
            case SimulatedFault.Drift drift:
                _slowdown = drift.Factor;
                if (drift.Factor > 1)
                {
                    Note("drift");
                }

                break;
        }
    }

    /// <summary>Checks that the device can be opened.</summary>
    /// <exception cref="DeviceException">It is not plugged in.</exception>
    internal void RequirePresent()
    {
        if (!IsPresent)
        {
            throw Absent();
        }
    }

    private static DeviceException Absent() => new("The simulated device is not plugged in.");

    private void Note(string kind)
    {
        lock (_gate)
        {
            _injections.Add(new Injection(kind, Stopwatch.GetTimestamp()));
        }
    }
}
