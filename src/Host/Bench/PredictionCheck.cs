using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Interop;
using Actors.Tpu;

namespace Actors.Host.Bench;

/// <summary>Whether the rates that <see cref="Attribution"/> expects of other means come true: runs before and after each change, in turns.</summary>
internal sealed class PredictionCheck(PipelinePlan plan, int rounds, double seconds)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // From the first frame on.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    /// <summary>What is run.</summary>
    private sealed record Means(string Devices, string Camera, int Preprocessors = 2)
    {
        /// <summary>The model's input.</summary>
        public InputSpec Input { get; init; } = new DetectionTask().Input;
    }

    /// <summary>A change, and what <see cref="Attribution.Predictions"/> calls it.</summary>
    private sealed record Change(string With, Means Before, Means After, string Text);

    // What takes 4 ms to prepare for: no two preprocessors are at ease with it.
    private static readonly Means Heavy = new("8xsim:7.6ms", "test:640x480@0", Preprocessors: 1)
    {
        Input = new InputSpec(1280, 1280, 3, TensorType.Float32, default),
    };

    private static readonly IReadOnlyList<Change> Changes =
    [
        new("one more device", new("1xsim:7.6ms", "test:640x480@0"), new("2xsim:7.6ms", "test:640x480@0"), "1 to 2 devices of 7.6 ms"),
        new("one more device", new("3xsim:7.6ms", "test:640x480@0"), new("4xsim:7.6ms", "test:640x480@0"), "3 to 4 devices of 7.6 ms"),
        new("one device fewer", new("4xsim:7.6ms", "test:640x480@0"), new("3xsim:7.6ms", "test:640x480@0"), "4 to 3 devices of 7.6 ms"),
        new("one device fewer", new("4xsim:2ms", "test:640x480@0"), new("3xsim:2ms", "test:640x480@0"), "4 to 3 devices of 2 ms"),
        new("faster cameras", new("2xsim:7.6ms", "test:640x480@30"), new("2xsim:7.6ms", "test:640x480@0"), "a camera of 30 frames/s, then of any rate"),
        new("faster cameras", new("2xsim:7.6ms", "test:1920x1080@60"), new("2xsim:7.6ms", "test:1920x1080@0"), "a 1080p camera of 60 frames/s, then of any rate"),
        new("one more preprocessor", Heavy, Heavy with { Preprocessors = 2 }, "1 to 2 preprocessors, for an input of 1280x1280 floats"),
    ];

    /// <summary>Runs all.</summary>
    /// <param name="progress">Told what is being run.</param>
    public async Task<PredictionReport> RunAsync(Action<string> progress)
    {
        var rows = Changes.ToDictionary(change => change, _ => (Before: new List<double>(), Expected: new List<double>(), After: new List<double>()));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (change, row) in rows)
            {
                progress($"round {round + 1} of {rounds}: {change.Text}");
                var before = await MeasureAsync(change.Before);
                row.Before.Add(before.Rate);
                row.Expected.Add(before.Predictions.Where(prediction => prediction.With == change.With).Select(prediction => prediction.Rate).FirstOrDefault(before.Rate));
                row.After.Add((await MeasureAsync(change.After)).Rate);
            }
        }

        return new PredictionReport(rounds, seconds, [.. rows.Select(row => new PredictionReport.Row(
            row.Key.Text, Statistics.Of(row.Value.Before), Statistics.Of(row.Value.Expected), Statistics.Of(row.Value.After)))]);
    }

    private async Task<Attribution> MeasureAsync(Means means)
    {
        var recorder = new Recorder();
        var settings = new PipelineSettings
        {
            Cameras = [new CameraSettings("0", SourceUri.Parse(means.Camera))],
            Task = new DetectionTask { Input = means.Input },
            Outputs = [new RecordedOutput(recorder)],
            Pool = plan.Pool with { Devices = DeviceSpec.ParseList([means.Devices]) },
            Preprocessors = means.Preprocessors,
            FramesInFlight = plan.FramesInFlight,
        };
        await using var running = RunningPipeline.Start(settings, plan.Hocon, _ => { });
        await running.UntilAsync(() => recorder.Count > 0, "First frame", StartLimit, CancellationToken.None);
        await Task.Delay(WarmUp);
        var before = PipelineReading.Of(running.Meter);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var attribution = Attribution.Of(PipelineReading.Of(running.Meter).Since(before));
        await running.EndAsync(EndLimit);
        return attribution;
    }
}
