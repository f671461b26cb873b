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

    /// <summary>Preprocessors, from HOCON.</summary>
    public required int Preprocessors { get; init; }

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

        var leases = (devices * Pool.Credits + Cameras.Count - 1) / Cameras.Count;
        var enough = leases + Preprocessors + OtherStages;
        return Math.Min(camera.OnFull == OnFull.Wait ? 2 * enough : enough, most);
    }
}
