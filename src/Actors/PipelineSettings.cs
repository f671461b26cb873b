using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.View;

namespace Actors;

/// <summary>Everything a pipeline is made of.</summary>
public sealed record PipelineSettings
{
    // In flight beside the leases: frames being prepared, drawn and written.
    private const int OtherStages = 2;

    // The inputs of a camera's frames lie in one piece of memory.
    private const int MostInputBytes = 1 << 30;

    /// <summary>The cameras; names are unique.</summary>
    public required IReadOnlyList<CameraSettings> Cameras { get; init; }

    /// <summary>What to detect.</summary>
    public required DetectionTask Task { get; init; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<SinkSpec> Outputs { get; init; } = [];

    /// <summary>The device pool's settings, its devices among them, from HOCON.</summary>
    public required PoolSettings Pool { get; init; }

    /// <summary>Lists the Edge TPUs of this machine.</summary>
    public Func<IReadOnlyList<EdgeTpuDevice>> ListEdgeTpus { get; init; } = EdgeTpuDevices.List;

    /// <summary>Preprocessors at the start, and at least; from HOCON.</summary>
    public required int Preprocessors { get; init; }

    /// <summary>Preprocessors at most, where frames have to wait for them; from HOCON. Where that is less, there are always <see cref="Preprocessors"/>.</summary>
    public int MostPreprocessors { get; init; }

    /// <summary>Frames in flight of a camera that does not say, from HOCON; null to derive it from the devices.</summary>
    public int? FramesInFlight { get; init; }

    /// <summary>How many frames of a camera may be on their way at once.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="devices">Devices in the pool.</param>
    public int FramesInFlightOf(CameraSettings camera, int devices)
    {
        var most = Math.Max(1, MostInputBytes / Task.Input.ByteSize);
        if ((camera.FramesInFlight ?? FramesInFlight) is { } said)
        {
            return Math.Min(said, most);
        }

        // As many as a camera alone can use; of several the budget sees that they do not add up. A file has twice as many again,
        // for frames whose answer is there before that of an earlier one, as from devices of different speed; a buffer that is
        // never needed is never touched.
        var enough = devices * Pool.Credits + PreparedFor(devices) + OtherStages;
        return Math.Min(camera.OnFull == OnFull.Wait ? 3 * enough : enough, most);
    }

    /// <summary>
    /// How many frames of all cameras together may be on their way to the devices: leases, frames being prepared, and one
    /// being read. Where there are more cameras, each may still have one.
    /// </summary>
    /// <param name="devices">Devices in the pool.</param>
    internal int SharedFramesInFlight(int devices) => devices * Pool.Credits + PreparedFor(devices) + 1;

    /// <summary>How many frames of all cameras together may be read and wait to be prepared: enough for a queue to show.</summary>
    internal int ReadAhead => Math.Max(Preprocessors, MostPreprocessors) + 2;

    // A pool that may grow to the number of cores is no reason for as many frames to wait for few devices.
    private int PreparedFor(int devices) => Math.Max(Preprocessors, Math.Min(MostPreprocessors, devices));

    /// <summary>Whether a camera's frames in flight are said, and not derived from the devices.</summary>
    internal bool SaysFramesInFlight(CameraSettings camera) => (camera.FramesInFlight ?? FramesInFlight) is not null;
}
