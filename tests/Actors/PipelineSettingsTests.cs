using Actors.Capture;

namespace Actors.Tests;

public class PipelineSettingsTests
{
    private static readonly CameraSettings File = PipelineRun.Camera("file", 1);
    private static readonly CameraSettings Live = PipelineRun.Camera("live", 1, rate: 30);

    [Fact]
    public void Frames_in_flight_are_what_the_camera_says_or_else_what_hocon_does()
    {
        var settings = PipelineRun.Settings([Live]) with { FramesInFlight = 7 };

        Assert.Equal(7, settings.FramesInFlightOf(Live, devices: 3));
        Assert.Equal(3, settings.FramesInFlightOf(Live with { FramesInFlight = 3 }, devices: 3));
    }

    [Fact]
    public void Otherwise_they_are_the_leases_and_some_for_the_other_stages()
    {
        var settings = PipelineRun.Settings([Live, File]);

        // Three devices of two credits, two preprocessors, and two more; three times that for a file.
        Assert.Equal(6 + 2 + 2, settings.FramesInFlightOf(Live, devices: 3));
        Assert.Equal(3 * (6 + 2 + 2), settings.FramesInFlightOf(File, devices: 3));
        Assert.Equal(6 + 2 + 1, settings.SharedFramesInFlight(devices: 3));
    }

    [Fact]
    public void Their_inputs_take_no_more_than_a_gigabyte()
    {
        var settings = PipelineRun.Settings([Live]) with { FramesInFlight = 1000, Task = Frames.Task with { Input = Frames.Input with { Width = 2048, Height = 2048 } } };

        Assert.Equal((1 << 30) / (2048 * 2048 * 3), settings.FramesInFlightOf(Live, devices: 1));
    }

    [Fact]
    public void Live_cameras_drop_and_files_wait()
    {
        Assert.Equal(OnFull.DropOldest, Live.OnFull);
        Assert.Equal(OnFull.Wait, File.OnFull);
    }
}
