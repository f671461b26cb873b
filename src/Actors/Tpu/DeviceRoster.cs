using Actors.Route;

namespace Actors.Tpu;

/// <summary>Which worker owns which device. The router makes all its workers from one recipe, so each claims its device here.</summary>
/// <remarks>Thread-safe: workers are made on their own threads. A worker that restarts gets the device it had, and with it what must outlive the restart.</remarks>
public sealed class DeviceRoster
{
    private readonly Lock _gate = new();
    private readonly Queue<Slot> _unclaimed = new();
    private readonly Dictionary<string, Slot> _claimed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);

    /// <summary>A device's place in the pool.</summary>
    public sealed class Slot
    {
        internal Slot(string name, Device device)
        {
            Name = name;
            Device = device;
            Meter = new DeviceMeter(name);
        }

        /// <summary>The device's name in results, logs and the summary: its kind and a number, such as <c>cpu:0</c>.</summary>
        public string Name { get; }

        /// <summary>What to open.</summary>
        public Device Device { get; }

        /// <summary>Where its work is counted.</summary>
        public DeviceMeter Meter { get; }

        internal Epoch Epoch { get; set; }

        /// <summary>Failures in a row; a frame answered ends the row.</summary>
        internal int FailuresInARow { get; set; }

        /// <summary>How long to wait before it is opened again.</summary>
        internal TimeSpan ReopenDelay { get; set; }

        /// <summary>Whether the last failure was that the device is not there.</summary>
        internal bool Lost { get; set; }
    }

    /// <summary>Adds a device for the next worker that is made.</summary>
    public Slot Add(Device device)
    {
        lock (_gate)
        {
            var number = _kinds.GetValueOrDefault(device.Kind);
            _kinds[device.Kind] = number + 1;
            var slot = new Slot($"{device.Kind}:{number}", device);
            _unclaimed.Enqueue(slot);
            return slot;
        }
    }

    /// <summary>The device of a worker: the one it had, or else the next unclaimed one.</summary>
    /// <param name="worker">The worker's path, which a restart keeps.</param>
    internal Slot Claim(string worker)
    {
        lock (_gate)
        {
            if (!_claimed.TryGetValue(worker, out var slot))
            {
                slot = _unclaimed.Dequeue();
                _claimed.Add(worker, slot);
            }

            return slot;
        }
    }
}
