using Actors.Capture;
using Actors.Tpu;

namespace Actors.Host.Bench;

/// <summary>The rate that no design can exceed: the least of what the cameras give, the devices take, and the cores can do.</summary>
/// <param name="Cameras">Frames a second of all cameras; null where they give them as fast as they are taken.</param>
/// <param name="Devices">Frames a second of all devices, none of them ever idle.</param>
/// <param name="Cores">Cores divided by the least CPU time of a frame.</param>
internal sealed record Theory(double? Cameras, double Devices, double Cores)
{
    public double Rate => Math.Min(Cameras ?? double.PositiveInfinity, Math.Min(Devices, Cores));

    /// <summary>Which of them it is.</summary>
    public string Limit => Rate == Cameras ? "camera" : Rate == Devices ? "devices" : "cores";

    /// <summary>Of a scenario.</summary>
    /// <param name="workload">The scenario made ready.</param>
    /// <param name="bare">What its frames cost at least.</param>
    /// <param name="cores">Of this machine.</param>
    public static Theory Of(Workload workload, BareStages bare, int cores)
    {
        var cameras = workload.Settings.Cameras.Select(camera => ((SourceUri.Test)camera.Source).Rate).ToList();
        return new Theory(
            cameras.Contains(0) ? null : cameras.Sum(),
            workload.Devices.Sum(device => device is Device.Simulated simulated ? 1 / simulated.ServiceTime.TotalSeconds : 1000 / bare.InferMs),
            cores * 1000 / bare.TotalMs);
    }
}
