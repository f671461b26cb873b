using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

public class StageFiguresTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // A second of two cameras that give 100 frames each, and of one that gives none.
    private static readonly PipelineReading Reading = new()
    {
        Span = Second,
        ProcessorShare = 0.5,
        Cameras = [Camera("a", 100), Camera("b", 100), Camera("idle", 0)],
        Preparing = new PipelineReading.Work("preparing", 200, 0.4 * Second),
        PreparedAtOnce = 2,
        Devices = [new PipelineReading.DeviceWork("sim:0", 200, 0.8 * Second, true)],
        Drawing = new PipelineReading.Work("drawing", 200, 0.2 * Second),
        DrawnAtOnce = 2,
        Outputs = [],
    };

    [Theory]
    [InlineData("cameras", 5, 400)]
    [InlineData("preparing", 2, 1000)]
    [InlineData("devices", 4, 250)]
    [InlineData("drawing", 1, 2000)]
    public void A_stage_takes_so_long_for_a_frame_and_could_do_as_many_as_work_on_it_at_once(string name, double ms, double rate)
    {
        var stage = StageFigures.Of(Reading).Stages.Single(stage => stage.Name == name);

        Assert.Equal((ms, rate), (Math.Round(stage.FrameMs, 6), Math.Round(stage.Rate!.Value, 6)));
    }

    [Fact]
    public void The_processor_takes_its_share_of_all_cores() =>
        Assert.Equal(0.5 * Environment.ProcessorCount * 1000 / 200, StageFigures.Of(Reading).CpuMs, 1e-9);

    [Fact]
    public void Where_no_frame_came_out_there_are_none() =>
        Assert.Throws<InvalidOperationException>(() => StageFigures.Of(Reading with { Cameras = [Camera("a", 0)] }));

    private static PipelineReading.CameraWork Camera(string name, long frames) => new(name, frames, 0, frames, 0.5 * Second);
}
