using Actors.Capture;
using Actors.Host;

namespace Actors.Tests.Host;

public class CameraLogTests : ActorTest
{
    [Fact]
    public void What_decodes_a_camera_is_told()
    {
        var lines = new LogLines();
        var log = Sys.ActorOf(CameraLog.Props(lines));
        Settle(log);

        Sys.EventStream.Publish(new CameraDecodes("front", "h264 (vaapi), reduced to 1/2: 640x360 of 1280x720"));

        Settle(log);
        Assert.Equal(["Information Camera front decodes with h264 (vaapi), reduced to 1/2: 640x360 of 1280x720."], lines.Lines);
    }
}
