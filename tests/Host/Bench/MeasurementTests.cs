using Actors.Capture;
using Actors.Host.Bench;
using Actors.Tpu;
using Spectre.Console;
using Recorder = Actors.Host.Bench.Recorder;

namespace Actors.Tests.Host.Bench;

public class MeasurementTests
{
    // Longer than any machine needs; only what waits for a picture that will not come gets there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Names => [.. Designs.All.Select(design => design.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_design_that_fails_before_its_first_picture_says_why_at_once(string name)
    {
        var camera = new FaultySource { Text = "broken", Seed = 1, OnRead = _ => throw new SourceException("the lens is missing") };
        var device = new Device.Simulated(TimeSpan.FromMicroseconds(100));
        var recorder = new Recorder();
        var settings = PipelineRun.Settings([new CameraSettings("a", camera)], device) with { Outputs = [new RecordedOutput(recorder)] };
        var workload = new Workload(settings, [device], ReferenceConfig.Value, recorder);

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => Measurement.TakeAsync(Designs.All.First(design => design.Name == name), workload, TimeSpan.Zero, TimeSpan.Zero).WaitAsync(Patience));

        Assert.Contains("the lens is missing", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_design_that_ends_by_itself_is_not_measured_and_is_stopped()
    {
        var design = new Ending();
        var settings = PipelineRun.Settings([PipelineRun.Endless("a")]);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Measurement.TakeAsync(design, new Workload(settings, [], ReferenceConfig.Value, new Recorder()), TimeSpan.Zero, TimeSpan.Zero).WaitAsync(Patience));

        Assert.True(design.IsStopped);
    }

    [Fact]
    public void Of_several_runs_each_figure_has_its_median_and_what_must_not_be_is_summed()
    {
        Measurement[] runs =
        [
            new() { Rate = 1, ResultP99Ms = 6, PrepareP50Ms = 1, InferP50Ms = 2, StageCpuMs = new Dictionary<string, double> { ["view"] = 1 }, Collections = [4, 0, 0], OutOfOrder = 1 },
            new() { Rate = 3, ResultP99Ms = 4, PrepareP50Ms = 1, InferP50Ms = 2, StageCpuMs = new Dictionary<string, double> { ["view"] = 3 }, Collections = [2, 0, 0], Joules = 1 },
        ];

        var median = Measurement.Median(runs);

        Assert.Equal((2, 5, 2, 3, 1), (median.Rate, median.ResultP99Ms, median.StageCpuMs["view"], median.Collections[0], median.OutOfOrder));
        Assert.Equal(5 / 3.0, median.ResultPerStages, 1e-9);
        Assert.Null(median.Joules);
    }

    [Fact]
    public void Pictures_that_came_again_are_told_and_are_a_fault()
    {
        BenchReport Report(long outOfOrder) => new(
            new BenchReport.Computer(2, "a processor", "a system", "a runtime"), "as shipped", Rounds: 1, Seconds: 1,
            [new BenchReport.Measured(
                "jitter", "test:640x480@0", "sim:7.6ms", new Theory(null, 526, 4000), new BareStages(0.1, 0.2, 0.1, 0.1),
                [new BenchReport.Contender("actors", [new Measurement { ResultP99Ms = 6, PrepareP50Ms = 1, InferP50Ms = 2, Collections = [0, 0, 0], OutOfOrder = outOfOrder }])])]);

        Assert.Empty(Report(0).Faults);
        Assert.Equal("jitter, actors: 3 pictures came again, or after a later one of their camera. There must be none.", Assert.Single(Report(3).Faults));
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 300;
        BenchTable.Write(Report(3), console);
        Assert.All(["6.0 / 3.0 = 2.00", "3 pictures came again"], text => Assert.Contains(text, writer.ToString(), StringComparison.Ordinal));
    }

    private sealed class Ending : IDesign, IRun
    {
        public string Name => "ending";

        public bool IsStopped { get; private set; }

        public Task Ended => Task.CompletedTask;

        public IRun Start(Workload workload) => this;

        public Task StopAsync()
        {
            IsStopped = true;
            return Task.CompletedTask;
        }
    }
}
