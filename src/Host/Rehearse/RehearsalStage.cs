using Actors.Capture;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Rehearse;

/// <summary>One camera's pipeline, with devices of its own.</summary>
internal sealed class RehearsalStage
{
    private readonly Lock _gate = new();
    private readonly List<DeviceChanged> _changes = [];

    public RehearsalStage(RehearsalScript script, PipelineSettings settings, Config hocon, string camera, OnFull onFull)
    {
        Devices = [.. Enumerable.Range(0, script.Devices).Select(_ => new Device.Simulated(script.ServiceTime))];
        Pipeline = RunningPipeline.Start(
            settings with
            {
                Cameras = [new CameraSettings("rehearsal", SourceUri.Parse(camera)) { OnFull = onFull }],
                Outputs = [Log.Output],
                Pool = settings.Pool with { Devices = [.. Devices.Select(device => new DeviceSpec.Given(device))] },
            },
            hocon, Heard);
    }

    public IReadOnlyList<Device.Simulated> Devices { get; }

    public FrameLog Log { get; } = new();

    public RunningPipeline Pipeline { get; }

    public CameraMeter Camera => Pipeline.Meter.Cameras[0];

    public long Dropped => Enum.GetValues<DropCause>().Sum(Camera.Drops);

    public bool IsWhole => Pipeline.Meter.Devices is var devices && devices.Count == Devices.Count && devices.All(device => device.State == DeviceState.InService);

    public long? Change(string device, DeviceState state, long since)
    {
        lock (_gate)
        {
            return _changes.Find(change => change.Device == device && change.State == state && change.Timestamp >= since)?.Timestamp;
        }
    }

    /// <summary>How often other devices changed their state within a span.</summary>
    public int ChangesOfOthers(string device, long start, long end)
    {
        lock (_gate)
        {
            return _changes.Count(change => change.Device != device && change.Timestamp > start && change.Timestamp <= end);
        }
    }

    private void Heard(DeviceChanged change)
    {
        lock (_gate)
        {
            _changes.Add(change);
        }
    }
}
