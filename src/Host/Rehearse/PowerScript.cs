using Actors.Capture;
using Actors.Route;
using Actors.Tpu;

namespace Actors.Host.Rehearse;

/// <summary>What is played to see devices parked and brought back, and for how long.</summary>
internal sealed record PowerScript
{
    private const int DeviceCount = 8;
    private const int BurstCameras = 4;
    private static readonly TimeSpan ServiceTime = TimeSpan.FromMilliseconds(7.6);

    // .NET starts in a tenth of a second, and a device and its model are to be found, too.
    private static readonly TimeSpan OpeningTime = TimeSpan.FromMilliseconds(300);

    /// <summary>The rule that is shown, beside performance.</summary>
    public PowerMode Mode { get; init; } = PowerMode.Balanced;

    /// <summary>How much of its time everything takes.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Before anything is measured, until the program is compiled as it will stay.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(5) * Pace;

    /// <summary>For which each act is measured.</summary>
    public TimeSpan Span => TimeSpan.FromSeconds(10) * Pace;

    /// <summary>How soon every device is to be in service for a burst, and from when on its live camera is held to what it had with all of them.</summary>
    public TimeSpan BroughtInWithin => TimeSpan.FromSeconds(1) * Pace;

    /// <summary>The live camera, which one device could serve four times over.</summary>
    public CameraSettings Live { get; } = new("live", SourceUri.Parse("test:640x480@30")) { OnFull = OnFull.DropOldest };

    /// <summary>Cameras of which every frame is wanted, as fast as frames are taken.</summary>
    public IReadOnlyList<CameraSettings> Burst { get; } =
        [.. Enumerable.Range(1, BurstCameras).Select(number => new CameraSettings($"burst {number}", SourceUri.Parse("test:640x480@0")) { OnFull = OnFull.Wait })];

    /// <summary>The devices, new ones each time.</summary>
    public IEnumerable<Device.Simulated> Devices => Enumerable.Range(0, DeviceCount)
        .Select(_ => new Device.Simulated(ServiceTime, new FaultScript(SimulatedBehaviour.Faultless with { Opening = OpeningTime })));

    /// <summary>The settings of one of the rules.</summary>
    public PowerSettings Power(PowerMode mode, PowerSettings shipped)
    {
        var power = new PowerSettings(mode, shipped.Latency);
        return power with { ParkAfter = power.ParkAfter * Pace };
    }
}
