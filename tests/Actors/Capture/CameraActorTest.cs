using Actors.Capture;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Capture;

/// <summary>A test of a camera, whose preprocessors and renderer are the test.</summary>
public abstract class CameraActorTest : ActorTest
{
    protected const int FramesInFlight = 2;

    private readonly TestProbe _prepare;

    protected CameraActorTest()
    {
        _prepare = CreateTestProbe("prepare");
        Renderer = CreateTestProbe("renderer");
    }

    protected TestProbe Renderer { get; }

    protected CameraMeter Meter { get; } = new("front");

    protected IActorRef Camera { get; private set; } = ActorRefs.Nobody;

    protected static SourceException Unreadable => new("no picture") { FrameOnly = true };

    private protected void Start(ScriptedSource source, long? limit = null) => Camera = ChildOfPipeline(
        CameraActor.Props(new CameraSettings("front", source) { FrameLimit = limit }, FramesInFlight, Frames.Forms, PictureNeed.None, _prepare.Ref, Renderer.Ref, Meter, Share(), Share()),
        "camera-front");

    private static FlightBudget.Share Share() => new(new FlightBudget()) { IsAlone = true };

    protected Frame NextFrame() => _prepare.ExpectMsg<Frame>();

    protected void Return(Frame frame) => Camera.Tell(new CameraActor.FrameReturned(frame));

    // The capture thread counts a frame just before it tells the camera.
    protected void AwaitCaptured(int frames) => AwaitCondition(() => Meter.Captured == frames);

    protected void NothingHandedOn()
    {
        Settle(Camera);
        _prepare.ExpectNoMsg(TimeSpan.Zero);
    }
}
