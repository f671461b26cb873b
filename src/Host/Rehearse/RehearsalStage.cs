using Actors.Capture;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Rehearse;

/// <summary>A pipeline with devices of its own, and what is known of it.</summary>
internal sealed class RehearsalStage
{
    private readonly Lock _gate = new();
    private readonly List<DeviceChanged> _changes = [];

    /// <summary>Starts a camera's pipeline.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="settings">All else but the camera and the output.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="camera">The camera, whose frames are logged.</param>
    public RehearsalStage(IEnumerable<Device.Simulated> devices, PipelineSettings settings, Config hocon, CameraSettings camera)
    {
        Devices = [.. devices];
        Log = new FrameLog(camera.Name);
        Settings = settings with
        {
            Cameras = [camera],
            Outputs = [Log.Output],
            Pool = settings.Pool with { Devices = [.. Devices.Select(device => new DeviceSpec.Given(device))] },
        };
        Pipeline = RunningPipeline.Start(Settings, hocon, Heard);
    }

    public IReadOnlyList<Device.Simulated> Devices { get; }

    /// <summary>What it was started with.</summary>
    public PipelineSettings Settings { get; }

    public FrameLog Log { get; }

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

    /// <summary>How many devices took frames, from the start: when that changed, and to how many.</summary>
    public IReadOnlyList<(long Timestamp, int Devices)> InService()
    {
        lock (_gate)
        {
            var serving = new HashSet<string>(StringComparer.Ordinal);
            var counts = new List<(long, int)>();
            foreach (var change in _changes)
            {
                if (change.State.TakesFrames() ? serving.Add(change.Device) : serving.Remove(change.Device))
                {
                    counts.Add((change.Timestamp, serving.Count));
                }
            }

            return counts;
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
