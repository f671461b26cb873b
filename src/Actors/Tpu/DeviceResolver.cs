using Actors.Interop;
using Actors.Tpu.Isolation;

namespace Actors.Tpu;

/// <summary>Finds the devices of this machine that specifications mean.</summary>
public static class DeviceResolver
{
    // More single-threaded interpreters give more frames than one with more threads, up to the cores; past four they
    // mostly take memory bandwidth from each other.
    private const int MostCpuWorkers = 4;

    /// <summary>Resolves specifications in order.</summary>
    /// <param name="specs">What was asked for.</param>
    /// <param name="listEdgeTpus">Lists the Edge TPUs; called once, and only if a specification needs it.</param>
    /// <param name="cores">CPU cores of this machine.</param>
    /// <param name="program">How to start a process for a device that has one of its own; null for this program.</param>
    /// <exception cref="DeviceException">An Edge TPU that was named is not there, or named twice.</exception>
    /// <exception cref="NativeLibraryException">An Edge TPU was named, and libedgetpu does not load.</exception>
    public static IReadOnlyList<Device> Resolve(IReadOnlyList<DeviceSpec> specs, Func<IReadOnlyList<EdgeTpuDevice>> listEdgeTpus, int cores, DeviceHostProgram? program = null)
    {
        var listed = new Lazy<IReadOnlyList<EdgeTpuDevice>>(listEdgeTpus);
        var taken = new HashSet<EdgeTpuDevice>();
        var devices = new List<Device>();
        foreach (var spec in specs)
        {
            devices.AddRange(spec switch
            {
                DeviceSpec.Cpu cpu => [Isolated(new Device.Cpu(cpu.Threads), spec, IsolationMode.Off)],
                DeviceSpec.Simulated simulated => [new Device.Simulated(simulated.ServiceTime, new FaultScript(simulated.Faults))],
                DeviceSpec.Given given => [given.Device],
                DeviceSpec.EdgeTpu wanted => [Take(spec, Find(listed.Value, wanted, taken))],
                DeviceSpec.EdgeTpuAt at => [Take(spec, Find(listed.Value, at))],
                DeviceSpec.Auto => Automatic(spec),
                _ => throw new ArgumentOutOfRangeException(nameof(specs), spec, "An unknown kind of device."),
            });
        }

        return devices;

        IEnumerable<Device> Automatic(DeviceSpec spec)
        {
            var free = AllEdgeTpus(listed).Where(device => !taken.Contains(device)).ToList();
            return free.Count > 0
                ? free.Select(device => Take(spec, device)).ToList()
                : Enumerable.Repeat(Isolated(new Device.Cpu(1), spec, IsolationMode.Off), Math.Clamp(cores, 1, MostCpuWorkers));
        }

        Device Take(DeviceSpec spec, EdgeTpuDevice device) => taken.Add(device)
            ? Isolated(new Device.EdgeTpu(device), spec, IsolationMode.Process)
            : throw new DeviceException($"The Edge TPU {device} is named twice; a device serves one worker.");

        // libedgetpu ends the process at a USB error and can block for ever at a PCIe one, so Edge TPUs have their own.
        Device Isolated(Device device, DeviceSpec spec, IsolationMode usual) => (spec.Isolation ?? usual) == IsolationMode.Process
            ? new Device.Isolated(device, program ?? DeviceHostProgram.Default)
            : device;
    }

    // "auto" on a machine without libedgetpu means the CPU; a libedgetpu that is there but broken is told.
    private static IReadOnlyList<EdgeTpuDevice> AllEdgeTpus(Lazy<IReadOnlyList<EdgeTpuDevice>> listed)
    {
        try
        {
            return listed.Value;
        }
        catch (NativeLibraryException absent) when (absent.Reason == NativeLibraryException.Cause.Missing)
        {
            return [];
        }
    }

    private static EdgeTpuDevice Find(IReadOnlyList<EdgeTpuDevice> listed, DeviceSpec.EdgeTpu wanted, HashSet<EdgeTpuDevice> taken)
    {
        var onBus = listed.Where(device => wanted.Bus is null || device.Bus == wanted.Bus).ToList();
        var found = wanted.Index is { } index ? onBus.ElementAtOrDefault(index) : onBus.FirstOrDefault(device => !taken.Contains(device));
        var name = $"edgetpu{(wanted.Bus is { } bus ? $":{bus.ToString().ToLowerInvariant()}" : "")}{(wanted.Index is { } number ? $":{number}" : "")}";
        return found ?? throw new DeviceException($"There is no Edge TPU {name}. {Listing(listed)}");
    }

    private static EdgeTpuDevice Find(IReadOnlyList<EdgeTpuDevice> listed, DeviceSpec.EdgeTpuAt at) =>
        listed.FirstOrDefault(device => device.Path == at.Path)
        ?? throw new DeviceException($"There is no Edge TPU at {at.Path}. {Listing(listed)}");

    private static string Listing(IReadOnlyList<EdgeTpuDevice> listed) => listed.Count == 0
        ? "libedgetpu sees none: check the plug, and your access to it (on Debian: group plugdev for USB, apex for PCIe)."
        : $"There are: {string.Join(", ", listed)}.";
}
