using Actors.Tpu;

namespace Actors.Host.Tune;

/// <summary>The part of a device pool that is the CPU, and so can be split otherwise; the other devices stay.</summary>
internal sealed class CpuShare
{
    private readonly IReadOnlyList<DeviceSpec> _others;
    private readonly IsolationMode? _isolation;

    private CpuShare(IReadOnlyList<DeviceSpec> others, IsolationMode? isolation, CpuSplit? current)
    {
        _others = others;
        _isolation = isolation;
        Current = current;
    }

    /// <summary>How it is split now; null where workers differ in their threads.</summary>
    public CpuSplit? Current { get; }

    /// <summary>Finds the CPU's part; null where there is none.</summary>
    /// <param name="specs">The pool's devices as they are written.</param>
    /// <param name="devices">What they mean on this machine.</param>
    public static CpuShare? Of(IReadOnlyList<DeviceSpec> specs, IReadOnlyList<Device> devices)
    {
        var workers = devices.Where(device => device.IsCpu).Select(device => device is Device.Isolated isolated ? isolated.Inner : device).OfType<Device.Cpu>().ToList();

        // What is not written as the CPU is "auto", which found no Edge TPU; or what stands in for devices that are not there,
        // and leaves when they come.
        var named = specs.Count(spec => spec is DeviceSpec.Cpu);
        var autoIsCpu = workers.Count > named && specs.Any(spec => spec is DeviceSpec.Auto);
        if (workers.Count == 0 || (workers.Count > named && !autoIsCpu))
        {
            return null;
        }

        var own = specs.Where(spec => spec is DeviceSpec.Cpu || (autoIsCpu && spec is DeviceSpec.Auto)).ToList();
        var threads = workers.Select(worker => worker.Threads).Distinct().ToList();
        return new CpuShare([.. specs.Where(spec => !own.Contains(spec))], own[0].Isolation, threads is [var all] ? new CpuSplit(workers.Count, all) : null);
    }

    /// <summary>The pool's devices with the CPU split otherwise.</summary>
    public IReadOnlyList<DeviceSpec> With(CpuSplit split) =>
        [.. _others, .. Enumerable.Repeat(new DeviceSpec.Cpu(split.Threads) { Isolation = _isolation }, split.Workers)];
}
