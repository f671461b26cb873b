using Actors.Interop;
using Actors.Tpu.Isolation;

namespace Actors.Tpu;

/// <summary>Finds the devices of this machine that specifications mean, now and as Edge TPUs come and go.</summary>
/// <remarks>
/// An Edge TPU that has been found for a specification stays its own: opening a stick can move it within the list. Only
/// where it is lost, and another that fits is there, is that one taken: the stick was put into another port.
/// </remarks>
public sealed class DeviceResolver
{
    // More single-threaded interpreters give more frames than one with more threads, up to the cores; past four they
    // mostly take memory bandwidth from each other.
    private const int MostCpuWorkers = 4;

    private readonly List<Entry> _entries;
    private readonly int _cores;
    private readonly DeviceHostProgram _program;

    private sealed record Entry(DeviceSpec Spec)
    {
        public List<Device> Devices { get; } = [];
    }

    /// <summary>Begins with the devices that need not be looked for.</summary>
    /// <param name="specs">What was asked for.</param>
    /// <param name="cores">CPU cores of this machine.</param>
    /// <param name="program">How to start a process for a device that has one of its own; null for this program.</param>
    public DeviceResolver(IReadOnlyList<DeviceSpec> specs, int cores, DeviceHostProgram? program = null)
    {
        _cores = cores;
        _program = program ?? DeviceHostProgram.Default;
        _entries = [.. specs.Select(spec => new Entry(spec))];
        foreach (var entry in _entries)
        {
            Device? device = entry.Spec switch
            {
                DeviceSpec.Cpu cpu => Isolated(new Device.Cpu(cpu.Threads), cpu, IsolationMode.Off),
                DeviceSpec.Simulated simulated => new Device.Simulated(simulated.ServiceTime, new FaultScript(simulated.Behaviour)),
                DeviceSpec.Given given => given.Device,
                _ => null,
            };
            if (device is not null)
            {
                entry.Devices.Add(device);
            }
        }
    }

    /// <summary>Whether any of the specifications means Edge TPUs.</summary>
    public bool LooksForEdgeTpus => _entries.Exists(entry => entry.Spec is DeviceSpec.Auto or DeviceSpec.EdgeTpu or DeviceSpec.EdgeTpuAt);

    /// <summary>Whether the CPU is to serve while no accelerator does.</summary>
    public bool FallsBackToCpu => _entries.Exists(entry => entry.Spec is DeviceSpec.Auto);

    /// <summary>What has been found, in the specifications' order.</summary>
    public IReadOnlyList<Device> Devices => [.. _entries.SelectMany(entry => entry.Devices)];

    /// <summary>The specifications for which there is no device.</summary>
    public IReadOnlyList<DeviceSpec> Missing => [.. _entries.Where(entry => entry.Devices.Count == 0 && entry.Spec is not DeviceSpec.Auto).Select(entry => entry.Spec)];

    /// <summary>The CPU, as it serves where no accelerator does.</summary>
    public IReadOnlyList<Device> CpuDevices
    {
        get
        {
            var spec = _entries.Find(entry => entry.Spec is DeviceSpec.Auto)?.Spec ?? new DeviceSpec.Cpu(1);
            return [.. Enumerable.Repeat(Isolated(new Device.Cpu(1), spec, IsolationMode.Off), Math.Clamp(_cores, 1, MostCpuWorkers))];
        }
    }

    /// <summary>Resolves specifications once and for all, in order.</summary>
    /// <param name="specs">What was asked for.</param>
    /// <param name="listEdgeTpus">Lists the Edge TPUs; called once, and only if a specification needs it.</param>
    /// <param name="cores">CPU cores of this machine.</param>
    /// <param name="program">How to start a process for a device that has one of its own; null for this program.</param>
    /// <param name="fallsBackToCpu">Whether Edge TPUs that are not there are no mistake; where nothing else is, the CPU serves.</param>
    /// <exception cref="DeviceException">An Edge TPU that was named is not there, or named twice.</exception>
    /// <exception cref="NativeLibraryException">An Edge TPU was named, and libedgetpu does not load.</exception>
    public static IReadOnlyList<Device> Resolve(
        IReadOnlyList<DeviceSpec> specs, Func<IReadOnlyList<EdgeTpuDevice>> listEdgeTpus, int cores, DeviceHostProgram? program = null, bool fallsBackToCpu = false)
    {
        var resolver = new DeviceResolver(specs, cores, program);
        var missingIsNone = fallsBackToCpu || specs.All(spec => spec is not (DeviceSpec.EdgeTpu or DeviceSpec.EdgeTpuAt));
        var listed = resolver.LooksForEdgeTpus ? List(listEdgeTpus, missingIsNone) : [];
        resolver.Update(listed, _ => false);
        if (fallsBackToCpu)
        {
            return resolver.Devices is { Count: > 0 } found ? found : resolver.CpuDevices;
        }

        if (resolver.Missing is [var missing, ..])
        {
            throw resolver.Absent(missing, listed);
        }

        // Only "auto" can have found none: it means the CPU then.
        return [.. resolver._entries.SelectMany(entry => entry.Devices.Count > 0 ? entry.Devices : resolver.CpuDevices)];
    }

    /// <summary>Lists the Edge TPUs.</summary>
    /// <param name="list">The list.</param>
    /// <param name="missingIsNone">Whether a machine without libedgetpu counts as one without Edge TPUs; one that is there but broken is told.</param>
    /// <exception cref="NativeLibraryException">libedgetpu does not load.</exception>
    public static IReadOnlyList<EdgeTpuDevice> List(Func<IReadOnlyList<EdgeTpuDevice>> list, bool missingIsNone)
    {
        try
        {
            return list();
        }
        catch (NativeLibraryException absent) when (missingIsNone && absent.Reason == NativeLibraryException.Cause.Missing)
        {
            return [];
        }
    }

    /// <summary>Finds Edge TPUs that have come.</summary>
    /// <param name="listed">Those that are there now.</param>
    /// <param name="isLost">Whether one that was found before has been lost since.</param>
    public void Update(IReadOnlyList<EdgeTpuDevice> listed, Func<EdgeTpuDevice, bool> isLost)
    {
        // Those that were named come before those that are taken as they are.
        foreach (var entry in _entries.Where(entry => entry.Spec is DeviceSpec.EdgeTpu or DeviceSpec.EdgeTpuAt))
        {
            var gone = entry.Devices.Find(IsGone);
            if ((entry.Devices.Count == 0 || gone is not null) && Find(entry.Spec, listed, replacement: gone is not null) is { } found)
            {
                entry.Devices.Clear();
                entry.Devices.Add(Isolated(new Device.EdgeTpu(found), entry.Spec, IsolationMode.Process));
            }
        }

        foreach (var entry in _entries.Where(entry => entry.Spec is DeviceSpec.Auto))
        {
            foreach (var found in listed.Where(IsFree).ToList())
            {
                if (entry.Devices.Find(IsGone) is { } gone)
                {
                    entry.Devices.Remove(gone);
                }

                entry.Devices.Add(Isolated(new Device.EdgeTpu(found), entry.Spec, IsolationMode.Process));
            }
        }

        bool IsGone(Device device) => device.Exclusive is { } where && !listed.Contains(where) && isLost(where);
    }

    private bool IsFree(EdgeTpuDevice device) => !_entries.Exists(entry => entry.Devices.Exists(taken => taken.Exclusive == device));

    private EdgeTpuDevice? Find(DeviceSpec spec, IReadOnlyList<EdgeTpuDevice> listed, bool replacement)
    {
        // The number counts at the start; which of several comes later has no meaning.
        var found = spec switch
        {
            DeviceSpec.EdgeTpu { Index: { } index, Bus: var bus } when !replacement => OnBus(bus).ElementAtOrDefault(index),
            DeviceSpec.EdgeTpu { Bus: var bus } => OnBus(bus).FirstOrDefault(IsFree),
            DeviceSpec.EdgeTpuAt at => listed.FirstOrDefault(device => device.Path == at.Path),
            _ => null,
        };
        return found is not null && IsFree(found) ? found : null;

        IEnumerable<EdgeTpuDevice> OnBus(EdgeTpuBus? bus) => listed.Where(device => bus is null || device.Bus == bus);
    }

    // libedgetpu ends the process at a USB error and can block for ever at a PCIe one, so Edge TPUs have their own.
    private Device Isolated(Device device, DeviceSpec spec, IsolationMode usual) =>
        (spec.Isolation ?? usual) == IsolationMode.Process ? new Device.Isolated(device, _program) : device;

    private DeviceException Absent(DeviceSpec spec, IReadOnlyList<EdgeTpuDevice> listed)
    {
        var there = listed.FirstOrDefault(device => spec switch
        {
            DeviceSpec.EdgeTpu { Bus: var bus, Index: { } index } => listed.Where(other => bus is null || other.Bus == bus).ElementAtOrDefault(index) == device,
            DeviceSpec.EdgeTpuAt at => device.Path == at.Path,
            _ => false,
        });
        return there is not null
            ? new DeviceException($"The Edge TPU {there} is named twice; a device serves one worker.")
            : new DeviceException($"There is no Edge TPU {spec}. {(listed.Count == 0
                ? "libedgetpu sees none: check the plug, and your access to it (on Debian: group plugdev for USB, apex for PCIe)."
                : $"There are: {string.Join(", ", listed)}.")}");
    }
}
