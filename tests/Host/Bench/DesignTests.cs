using Actors.Capture;
using Actors.Host.Bench;
using Actors.Tpu;
using Actors.View;

namespace Actors.Tests.Host.Bench;

/// <summary>Each design is a fair contender only if it does the same work: every frame once, in order, with its own answer.</summary>
public class DesignTests
{
    private const int Pictures = 100;

    public static TheoryData<string> Names => [.. Designs.All.Select(design => design.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_frame_of_cameras_that_wait_comes_out_once_in_order_with_its_own_answer(string design)
    {
        var results = await RunAsync(design, $"test:{Frames.Width}x{Frames.Height}@0");

        foreach (var camera in results.GroupBy(result => result.Frame.Camera))
        {
            Assert.Equal(Enumerable.Range(0, camera.Count()).Select(number => (long)number), camera.Select(result => result.Frame.Sequence));
        }

        Assert.Equal(2, results.Select(result => result.Frame.Camera).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frames_of_live_cameras_that_come_out_are_in_order_with_their_own_answers(string design)
    {
        var results = await RunAsync(design, $"test:{Frames.Width}x{Frames.Height}@5000");

        foreach (var camera in results.GroupBy(result => result.Frame.Camera))
        {
            var sequences = camera.Select(result => result.Frame.Sequence).ToList();
            Assert.Equal(sequences.Distinct().Order(), sequences);
        }
    }

    private static async Task<List<FrameResult>> RunAsync(string name, string camera)
    {
        var results = new List<FrameResult>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var recorder = new Recorder
        {
            OnWrite = frame =>
            {
                results.Add(frame.Result);
                if (results.Count == Pictures)
                {
                    enough.SetResult();
                }
            },
        };
        var devices = new[] { 300, 500, 2000 }.Select(microseconds => new Device.Simulated(TimeSpan.FromMicroseconds(microseconds))).ToList();
        var settings = PipelineRun.Settings([new CameraSettings("a", SourceUri.Parse(camera)), new CameraSettings("b", SourceUri.Parse(camera))], [.. devices]) with
        {
            Outputs = [new RecordedOutput(recorder)],
        };
        var run = Designs.All.First(design => design.Name == name).Start(new Workload(settings, devices, ReferenceConfig.Value, recorder));
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await run.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, recorder.OutOfOrder);
        Assert.All(results, result =>
        {
            var square = TestPatternSource.Square(Frames.Width, Frames.Height, result.Frame.Sequence);
            var box = Assert.Single(result.Detections).Box;
            Assert.Equal(square.X, box.X, 3.0);
            Assert.Equal(square.Y, box.Y, 3.0);
        });
        return results;
    }
}
