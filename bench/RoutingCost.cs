using System.Globalization;
using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;
using Akka.Configuration;
using OpenCvSharp;

namespace Actors.Bench;

/// <summary>
/// What passing a frame from stage to stage costs: a whole pipeline, with pictures so small that they cost next to nothing, and
/// devices that answer at once.
/// </summary>
internal static class RoutingCost
{
    private const int WarmUp = 100_000;
    private const int Measured = 400_000;
    private const int Rounds = 5;

    // Pixels of a side, of the camera's pictures and of the model's input.
    private const int Side = 8;

    /// <summary>Measures it and prints a table, a line a round.</summary>
    public static async Task RunAsync()
    {
        Console.WriteLine("| devices | CPU us/frame | managed bytes/frame | collections of generation 0/1/2 | frames/s |\n|---|---|---|---|---|");
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var devices in new[] { 1, 4 })
            {
                Console.WriteLine(await MeasureAsync(devices));
            }
        }
    }

    private static async Task<string> MeasureAsync(int devices)
    {
        var hocon = ReferenceHocon.Load();
        var settings = new PipelineSettings
        {
            Cameras = [new CameraSettings("camera", new BlackSource { Text = "black" }) { FrameLimit = WarmUp + Measured }],
            Task = new DetectionTask { Input = new InputSpec(Side, Side, 3, TensorType.UInt8, new Quantization(1 / 128f, 128)) },
            Preprocessors = 2,
            Pool = PoolSettings.From(hocon.GetConfig(PoolSettings.Section)) with { Devices = DeviceSpec.ParseList([$"{devices}xsim:0.001ms"]) },
        };
        var meter = PipelineMeter.Of(settings, hocon);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var system = ActorSystem.Create("routing", ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF").WithFallback(hocon));
        system.ActorOf(PipelineActor.Props(settings, meter, ended), "pipeline");
        while (meter.Cameras[0].Rendered < WarmUp)
        {
            await Task.WhenAny(ended.Task, Task.Delay(TimeSpan.FromMilliseconds(1)));
        }

        var before = Reading.Now(meter);
        await ended.Task;
        var after = Reading.Now(meter);
        await system.Terminate();
        var frames = after.Frames - before.Frames;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {devices} | {(after.Cpu - before.Cpu).TotalMicroseconds / frames:0.0} | {(after.Bytes - before.Bytes) / frames} | {after.Gen0 - before.Gen0}/{after.Gen1 - before.Gen1}/{after.Gen2 - before.Gen2} | {frames / (after.Elapsed - before.Elapsed).TotalSeconds:0} |");
    }

    private readonly record struct Reading(long Frames, TimeSpan Cpu, TimeSpan Elapsed, long Bytes, int Gen0, int Gen1, int Gen2)
    {
        public static Reading Now(PipelineMeter meter) => new(
            meter.Cameras[0].Rendered, Environment.CpuUsage.TotalTime, meter.Elapsed, GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
    }

    private sealed record BlackSource : SourceUri
    {
        public override bool IsLive => false;

        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new Opened();

        public override string ToString() => Text;

        private sealed class Opened : IFrameSource
        {
            public double Rate => 0;

            public string Decoder => "";

            public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
            {
                stopping.ThrowIfCancellationRequested();
                image.Create(Side, Side, MatType.CV_8UC3);
                return PictureScale.Whole(image);
            }

            public void Dispose()
            {
            }
        }
    }
}
