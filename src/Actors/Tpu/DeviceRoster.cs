using Actors.Interop;
using Actors.Prepare;
using Actors.Route;

namespace Actors.Tpu;

/// <summary>The devices of the pool. The router makes all its workers from one recipe, so each claims its device here.</summary>
/// <remarks>
/// Thread-safe: workers are made on their own threads. A worker that restarts gets the device it had, and with it what must
/// outlive the restart. It is also where workers read the settings of the moment.
/// </remarks>
public sealed class DeviceRoster
{
    private readonly Lock _gate = new();
    private readonly Queue<Slot> _unclaimed = new();
    private readonly Dictionary<string, Slot> _claimed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceMeter> _meters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private volatile PoolSettings _settings;
    private int _lives;

    /// <summary>An empty roster.</summary>
    public DeviceRoster(PoolSettings settings) => _settings = settings;

    /// <summary>A device's place in the pool.</summary>
    public sealed class Slot
    {
        private volatile DetectionTask _task;

        internal Slot(string name, int life, Device device, DetectionTask task, DeviceMeter meter)
        {
            Name = name;
            Life = life;
            Device = device;
            Meter = meter;
            Form = task.Form;
            _task = task;
        }

        /// <summary>The device's name in results, logs and the summary: its kind and a number, such as <c>cpu:0</c>.</summary>
        public string Name { get; }

        /// <summary>Tells it from another that had the same name before.</summary>
        public int Life { get; }

        /// <summary>What to open.</summary>
        public Device Device { get; }

        /// <summary>What it runs. Thresholds and labels may change; the model and its form never do.</summary>
        public DetectionTask Task
        {
            get => _task;
            internal set => _task = value;
        }

        /// <summary>The form in which it takes frames.</summary>
        public InputForm Form { get; }

        /// <summary>Where its work is counted.</summary>
        public DeviceMeter Meter { get; }

        internal Epoch Epoch { get; set; }

        /// <summary>At which clock it is opened, where it has one to choose.</summary>
        internal EdgeTpuClock Clock { get; set; } = EdgeTpuClock.Max;

        /// <summary>Failures in a row; a frame answered ends the row.</summary>
        internal int FailuresInARow { get; set; }

        /// <summary>How long to wait before it is opened again.</summary>
        internal TimeSpan ReopenDelay { get; set; }

        /// <summary>Whether the last failure was that the device is not there.</summary>
        internal bool Lost { get; set; }
    }

    /// <summary>The pool's settings of the moment.</summary>
    public PoolSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Adds a device for the next worker that is made. It gets the lowest number of its kind that is free.</summary>
    /// <param name="device">What to open.</param>
    /// <param name="task">What to run on it.</param>
    public Slot Add(Device device, DetectionTask task)
    {
        lock (_gate)
        {
            var number = 0;
            while (!_names.Add($"{device.Kind}:{number}"))
            {
                number++;
            }

            var name = $"{device.Kind}:{number}";
            if (!_meters.TryGetValue(name, out var meter))
            {
                _meters.Add(name, meter = new DeviceMeter(name));
            }

            var slot = new Slot(name, ++_lives, device, task, meter);
            _unclaimed.Enqueue(slot);
            return slot;
        }
    }

    /// <summary>A device is gone; its name is free again. Its meter stays, for whoever sums up, and for the next of its name.</summary>
    public void Remove(Slot slot)
    {
        lock (_gate)
        {
            _names.Remove(slot.Name);
        }
    }

    /// <summary>Where the work of a name is counted, whichever devices have had it.</summary>
    public DeviceMeter MeterOf(string name)
    {
        lock (_gate)
        {
            return _meters[name];
        }
    }

    /// <summary>The device of a worker: the one it had, or else the next unclaimed one.</summary>
    /// <param name="worker">The worker's path, which a restart keeps and no other worker ever has.</param>
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

    /// <summary>A worker stops for good.</summary>
    internal void Unclaim(string worker)
    {
        lock (_gate)
        {
            _claimed.Remove(worker);
        }
    }
}
