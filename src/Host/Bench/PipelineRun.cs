using System.Diagnostics;
using Actors.Capture;
using Actors.Tpu;
using Akka.Actor;
using Akka.Configuration;

namespace Actors.Host.Bench;

/// <summary>A pipeline run for so many seconds, measured after it has warmed up.</summary>
/// <param name="Rate">Frames per second.</param>
/// <param name="P50Ms">Capture to result, median.</param>
/// <param name="P99Ms">Capture to result, 99th percentile.</param>
/// <param name="BytesPerFrame">Managed memory allocated for each frame.</param>
/// <param name="CpuMsPerFrame">CPU time of the whole process for each frame.</param>
/// <param name="ResidentGrowth">Bytes by which resident memory grew from the warm state to the end.</param>
internal sealed record PipelineRun(double Rate, double P50Ms, double P99Ms, double BytesPerFrame, double CpuMsPerFrame, long ResidentGrowth)
{
    // Without the host there is no log to go to; what matters shows in the figures.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = ERROR, akka.stdout-loglevel = OFF");

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private sealed record Snapshot(long Timestamp, long Frames, long Allocated, TimeSpan Cpu, long Resident)
    {
        public static Snapshot Take(PipelineMeter meter)
        {
            using var process = Process.GetCurrentProcess();
            return new Snapshot(
                Stopwatch.GetTimestamp(), meter.Cameras.Sum(camera => camera.Rendered),
                GC.GetTotalAllocatedBytes(precise: true), process.TotalProcessorTime, process.WorkingSet64);
        }
    }

    /// <summary>Runs a pipeline without outputs.</summary>
    /// <param name="settings">The pipeline; its cameras must not end.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="warmUp">Before measuring.</param>
    /// <param name="duration">Measuring.</param>
    public static async Task<PipelineRun> MeasureAsync(PipelineSettings settings, Config hocon, TimeSpan warmUp, TimeSpan duration)
    {
        var meter = new PipelineMeter(settings.Cameras.Select(camera => camera.Name), settings.Preprocessors);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var system = ActorSystem.Create("bench", Quiet.WithFallback(hocon));
        var pipeline = system.ActorOf(PipelineActor.Props(settings, meter, ended), "pipeline");
        while (meter.Cameras.All(camera => camera.Rendered == 0) && !ended.Task.IsCompleted)
        {
            await Task.Delay(Poll);
        }

        await Task.Delay(warmUp);
        var start = Snapshot.Take(meter);
        await Task.Delay(duration);
        var end = Snapshot.Take(meter);
        pipeline.Tell(PipelineActor.Drain.Instance);
        await ended.Task;
        await system.Terminate();
        var frames = Math.Max(1, end.Frames - start.Frames);
        return new PipelineRun(
            frames / Stopwatch.GetElapsedTime(start.Timestamp, end.Timestamp).TotalSeconds,
            meter.Cameras[0].LatencyMs(50), meter.Cameras[0].LatencyMs(99),
            (double)(end.Allocated - start.Allocated) / frames,
            (end.Cpu - start.Cpu).TotalMilliseconds / frames,
            end.Resident - start.Resident);
    }

    /// <summary>Settings for a run of devices on a test pattern that gives frames as fast as they are taken.</summary>
    public static PipelineSettings Settings(string camera, IReadOnlyList<Device> devices, DetectionTask task, Configuration.PipelinePlan plan) => new()
    {
        Cameras = [new CameraSettings("bench", SourceUri.Parse(camera))],
        Task = task,
        Pool = plan.Pool with { Devices = [.. devices.Select(device => new DeviceSpec.Given(device))] },
        Preprocessors = plan.Preprocessors,
        FramesInFlight = plan.FramesInFlight,
    };
}
