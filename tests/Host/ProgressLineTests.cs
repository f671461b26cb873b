using Actors.Host;

namespace Actors.Tests.Host;

public class ProgressLineTests
{
    [Fact]
    public void The_latency_beside_the_last_seconds_rate_is_that_of_late_and_of_cameras_that_give_frames()
    {
        var meter = new PipelineMeter(["was slow", "has gone"]);
        Give(0, frames: 1000, ms: 900);
        Give(0, frames: 1000, ms: 20);
        Give(1, frames: 1000, ms: 500);
        var before = PipelineReading.Of(meter);
        Give(0, frames: 1, ms: 20);

        Assert.Equal(20, ProgressLine.RecentP95Ms(meter.Cameras, PipelineReading.Of(meter).Since(before)));
        Assert.Equal(0, ProgressLine.RecentP95Ms(meter.Cameras, PipelineReading.Of(meter).Since(PipelineReading.Of(meter))));

        void Give(int camera, int frames, double ms)
        {
            for (var frame = 0; frame < frames; frame++)
            {
                meter.Cameras[camera].CountCaptured(1);
                meter.Cameras[camera].CountRendered(TimeSpan.FromMilliseconds(ms));
            }
        }
    }
}
