using System.Collections.Concurrent;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

/// <summary>A device on which everything goes wrong now and then: errors, crashes, calls that do not return in time, being unplugged, not opening.</summary>
/// <remarks>Which frames fail follows from the seed; how many of its faults were played is counted. It takes microseconds.</remarks>
internal sealed class FlakyDevice
{
    private readonly Random _random;
    private readonly SemaphoreSlim _hanging = new(0);
    private readonly int _rarity;
    private int _opensToMiss;

    /// <param name="seed">Makes the failing frames the same in every run.</param>
    /// <param name="rarity">One frame in so many errs; the other faults are rarer.</param>
    public FlakyDevice(int seed, int rarity)
    {
        _random = new Random(seed);
        _rarity = rarity;
        Device = new FakeDevice
        {
            Plugged = () => Volatile.Read(ref _opensToMiss) == 0 || Interlocked.Decrement(ref _opensToMiss) == 0,
            OnOpen = opening =>
            {
                if (opening > 1 && OneIn(5))
                {
                    Count("does not open");
                    throw FakeDevice.NotThere;
                }
            },
            OnRun = _ => Play(),
        };
    }

    public FakeDevice Device { get; }

    /// <summary>The faults played, by kind.</summary>
    public ConcurrentDictionary<string, int> Played { get; } = new(StringComparer.Ordinal);

    /// <summary>Lets a call that does not return do so. One that comes later returns at once.</summary>
    public void Release() => _hanging.Release();

    private void Play()
    {
        if (OneIn(_rarity))
        {
            Count("error");
            throw FakeDevice.Fault;
        }

        if (OneIn(5 * _rarity))
        {
            Count("crash");
            throw new SimulatedCrashException("The device's software crashed, as the test wants.");
        }

        if (OneIn(10 * _rarity))
        {
            Count("lost");
            Volatile.Write(ref _opensToMiss, 3);
            throw FakeDevice.NotThere;
        }

        if (OneIn(20 * _rarity))
        {
            Count("hang");
            _hanging.Wait();
        }
    }

    private bool OneIn(int count) => _random.Next(count) == 0;

    private void Count(string fault) => Played.AddOrUpdate(fault, 1, (_, count) => count + 1);
}
