using Actors.Tpu;

namespace Actors.Host.Rehearse;

/// <summary>What is played in a rehearsal, and when.</summary>
internal sealed record RehearsalScript
{
    /// <summary>Devices that take so long for a frame.</summary>
    public TimeSpan ServiceTime { get; init; } = TimeSpan.FromMilliseconds(7.6);

    public int Devices { get; init; } = 4;

    /// <summary>Of the camera of which every frame is wanted; as fast as frames are taken.</summary>
    public string Camera { get; init; } = "test:640x480@0";

    /// <summary>Of the live one: a rate that the devices can do without the one that hangs.</summary>
    public string LiveCamera { get; init; } = "test:640x480@200";

    /// <summary>Until every device knows its own deadline and baseline, and the program is compiled as it will stay.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before each fault, in which every device serves and the rate is measured that it should have.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The span over which the rate is measured after a fault, after a device's return, and in which it may come back.</summary>
    public TimeSpan Second { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Before and after the fault of the live camera, whose latency is measured.</summary>
    public TimeSpan Live { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The faults, one after another.</summary>
    public required IReadOnlyList<Act> Acts { get; init; }

    /// <summary>The fault while the live camera looks.</summary>
    public required Act LiveAct { get; init; }

    /// <summary>A fault of one device.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Fault">What the device does.</param>
    /// <param name="Device">Its number; null for the one that has most to do: of devices that idle the fastest is given the next frame, and the last may never have one.</param>
    /// <param name="Lasts">Until the device itself is well again; at once after an error or a crash.</param>
    /// <param name="ShowsAs">The state that tells that it was noticed.</param>
    /// <param name="NoticedWithin">How soon that is to be; null for the device's deadline.</param>
    public sealed record Act(string Name, SimulatedFault Fault, int? Device, TimeSpan Lasts, DeviceState ShowsAs, TimeSpan? NoticedWithin);

    // Of a hang, a loss and a drift.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);

    // What throws is noticed as fast as messages go. A drift shows in some ten frames.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan InSomeFrames = TimeSpan.FromMilliseconds(500);

    /// <summary>One of each kind, each on a device that has long been whole: a minute, or a part of it.</summary>
    /// <param name="pace">How much of its time everything takes.</param>
    public static RehearsalScript Minute(double pace = 1)
    {
        var script = Whole(Lasts * pace);
        return script with
        {
            WarmUp = script.WarmUp * pace,
            Before = script.Before * pace,
            Second = script.Second * pace,
            Live = script.Live * pace,
        };
    }

    private static RehearsalScript Whole(TimeSpan lasts) => new()
    {
        Acts =
        [
            new Act("error", new SimulatedFault.Error(), 0, TimeSpan.Zero, DeviceState.Reopening, AtOnce),
            new Act("crash", new SimulatedFault.Crash(), 1, TimeSpan.Zero, DeviceState.Reopening, AtOnce),
            new Act("hang", new SimulatedFault.Hang(lasts), 2, lasts, DeviceState.Quarantined, null),
            new Act("loss", new SimulatedFault.Loss(lasts), 3, lasts, DeviceState.Lost, AtOnce),
            new Act("drift", new SimulatedFault.Drift(2), 0, lasts, DeviceState.Degraded, InSomeFrames),
        ],
        LiveAct = new Act("hang", new SimulatedFault.Hang(lasts), null, lasts, DeviceState.Quarantined, null),
    };
}
