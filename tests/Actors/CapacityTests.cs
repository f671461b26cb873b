namespace Actors.Tests;

public class CapacityTests
{
    private static readonly Capacity DevicesLimit = new(Cameras: 1000, Preparing: 4000, Devices: 260, Rest: 900, PreprocessorCount: 2, DeviceCount: 2);

    [Fact]
    public void All_stages_together_do_what_the_slowest_does()
    {
        Assert.Equal(260, DevicesLimit.Bound);
        Assert.Equal(30, (DevicesLimit with { Cameras = 30 }).Bound);
        Assert.Equal(200, (DevicesLimit with { Preparing = 200 }).Bound);
        Assert.Equal(100, (DevicesLimit with { Rest = 100 }).Bound);
    }

    [Fact]
    public void Another_device_helps_as_far_as_the_other_stages_reach()
    {
        Assert.Equal(390, DevicesLimit.WithOneMoreDevice);
        Assert.Equal(300, (DevicesLimit with { Rest = 300 }).WithOneMoreDevice);
        Assert.Equal(130, DevicesLimit.WithOneDeviceFewer);
        Assert.Equal(0, (DevicesLimit with { DeviceCount = 1 }).WithOneDeviceFewer);
    }

    [Fact]
    public void Another_preprocessor_helps_where_preparing_limits()
    {
        Assert.Equal(260, DevicesLimit.WithOneMorePreprocessor);
        Assert.Equal(240, (DevicesLimit with { Preparing = 160 }).WithOneMorePreprocessor);
    }

    [Fact]
    public void Faster_cameras_help_where_cameras_limit()
    {
        Assert.Equal(260, (DevicesLimit with { Cameras = 30 }).WithFasterCameras);
        Assert.Equal(260, DevicesLimit.WithFasterCameras);
    }
}
