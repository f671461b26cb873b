using System.Globalization;
using Actors.Tpu;

namespace Actors.Host.Tune;

/// <summary>How the CPU is split among interpreters: so many workers of so many TensorFlow Lite threads each.</summary>
/// <param name="Workers">Devices of the pool.</param>
/// <param name="Threads">Threads of each.</param>
internal sealed record CpuSplit(int Workers, int Threads)
{
    /// <summary>The splits worth measuring on a machine.</summary>
    /// <remarks>
    /// For one thread, and each doubling up to the cores: one worker, half of the cores, all of them, one core left for the
    /// rest of the pipeline, and one worker too many, which has work while others wait for it.
    /// </remarks>
    /// <param name="cores">Of this machine.</param>
    public static IReadOnlyList<CpuSplit> Candidates(int cores)
    {
        var splits = new List<CpuSplit>();
        for (var threads = 1; threads <= cores; threads *= 2)
        {
            var fit = cores / threads;
            splits.AddRange(new[] { 1, fit / 2, fit - 1, fit, fit + 1 }.Where(workers => workers >= 1).Distinct().Order().Select(workers => new CpuSplit(workers, threads)));
        }

        return splits;
    }

    /// <summary>Threads of all workers together.</summary>
    public int TotalThreads => Workers * Threads;

    /// <summary>As it is written: <c>2xcpu:4</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Workers == 1 ? "" : $"{Workers}x")}{new DeviceSpec.Cpu(Threads)}");
}
