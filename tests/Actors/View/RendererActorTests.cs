using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.TestKit;
using OpenCvSharp;

namespace Actors.Tests.View;

public class RendererActorTests : ActorTest
{
    private readonly TestProbe _camera;
    private readonly TestProbe[] _outputs;
    private readonly SinkMeter[] _outputMeters = [new("first"), new("second")];
    private readonly CameraMeter _meter = new("front");
    private readonly BusyMeter _drawing = new();

    public RendererActorTests()
    {
        _camera = CreateTestProbe("camera");
        _outputs = [CreateTestProbe("first"), CreateTestProbe("second")];
    }

    [Fact]
    public void Results_leave_in_order_whatever_order_they_come_in()
    {
        var renderer = Renderer(outputs: 1);
        foreach (var sequence in new[] { 2, 0, 3, 1 })
        {
            Infer(renderer, Frame(renderer, sequence));
        }

        for (var sequence = 0; sequence < 4; sequence++)
        {
            Assert.Equal(sequence, Write(0).Frame.Result.Frame.Sequence);
        }

        Assert.Equal(4, _meter.Rendered);
    }

    [Fact]
    public void A_renderer_counts_as_one_that_draws_for_as_long_as_it_is_there()
    {
        var renderer = Renderer(outputs: 1);
        AwaitAssert(() => Assert.Equal(1, _drawing.Workers));

        Watch(renderer);
        Sys.Stop(renderer);
        ExpectTerminated(renderer);

        Assert.Equal((0, 1), (_drawing.Workers, _drawing.MostWorkers));
    }

    [Fact]
    public void A_dropped_frame_makes_way_for_those_behind_it()
    {
        var renderer = Renderer(outputs: 1);
        Infer(renderer, Frame(renderer, 1));
        var dropped = Frame(renderer, 0);

        renderer.Tell(new RendererActor.FrameDropped(dropped, DropCause.InferenceFailed));

        Assert.Same(dropped, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame);
        Assert.Equal(1, Write(0).Frame.Result.Frame.Sequence);
        Assert.Equal((1, 1), (_meter.Drops(DropCause.InferenceFailed), _meter.Rendered));
    }

    [Fact]
    public void A_buffer_goes_back_once_when_the_last_output_is_done_with_it()
    {
        var renderer = Renderer(outputs: 2);
        var frame = Frame(renderer, 0);
        Infer(renderer, frame);

        Written(0, renderer);
        _camera.ExpectNoMsg(TimeSpan.Zero);
        Written(1, renderer);

        Assert.Same(frame, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame);
        Settle(renderer);
        _camera.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Without_outputs_a_buffer_goes_back_at_once()
    {
        var renderer = Renderer(outputs: 0);
        var frame = Frame(renderer, 0);

        Infer(renderer, frame);

        Assert.Same(frame, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame);
    }

    [Fact]
    public void A_live_output_that_is_busy_misses_frames_and_the_other_does_not()
    {
        var renderer = Renderer(outputs: 2, needsPicture: true);
        for (var sequence = 0; sequence < 4; sequence++)
        {
            Infer(renderer, Frame(renderer, sequence, live: true));
            Written(1, renderer);
        }

        // The first output has one to write and one waiting; it is never given more.
        Assert.Equal([0, 1], _outputs[0].ReceiveN(2).Cast<SinkActor.Write>().Select(write => write.Order));
        _outputs[0].ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal((2, 0), (_outputMeters[0].Missed, _outputMeters[1].Missed));
        Assert.Equal([2, 3], _camera.ReceiveN(2).Cast<CameraActor.FrameReturned>().Select(returned => returned.Frame.Order));

        renderer.Tell(new SinkActor.Written(0, HeldFrame: true), _outputs[0].Ref);
        Infer(renderer, Frame(renderer, 4, live: true));
        Assert.Equal(4, Write(0).Order);
    }

    [Fact]
    public void A_files_frames_wait_for_an_output_that_is_busy()
    {
        var renderer = Renderer(outputs: 1);
        for (var sequence = 0; sequence < 4; sequence++)
        {
            Infer(renderer, Frame(renderer, sequence));
        }

        Assert.Equal([0, 1, 2, 3], _outputs[0].ReceiveN(4).Cast<SinkActor.Write>().Select(write => write.Order));
        _camera.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(0, _outputMeters[0].Missed);
    }

    [Fact]
    public void A_result_tells_what_was_found_where_in_the_picture()
    {
        var renderer = Renderer(outputs: 1);
        renderer.Tell(new CameraActor.SourceOpened(25));
        Infer(renderer, Frame(renderer, 0), new Detection(1, 0.75f, new RelativeBox(0.25f, 0.5f, 0.5f, 1)));

        var written = Write(0).Frame;

        Assert.Equal(25, written.Rate);
        Assert.Equal(("sim:0", 2), (written.Result.Device, written.Result.Attempt));
        var found = Assert.Single(written.Result.Detections);
        Assert.Equal(new DetectedObject(1, "bicycle", 0.75f, new PixelBox(80, 30, 80, 30)), found);
        Assert.Equal(5, written.Result.Latency.InferMs, 0.001);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Boxes_are_drawn_where_an_output_shows_pictures(bool needsPicture)
    {
        var renderer = Renderer(outputs: 1, needsPicture);
        Infer(renderer, Frame(renderer, 0), new Detection(1, 0.75f, new RelativeBox(0.25f, 0.25f, 0.75f, 0.75f)));

        var picture = Write(0).Frame.Picture;

        Assert.Equal(needsPicture, !picture.Empty() && picture.Get<Vec3b>(60, 40) != default);
        Assert.Equal(needsPicture ? 1 : 0, _drawing.Count);
    }

    [Fact]
    public void Where_no_output_shows_pictures_none_is_drawn_upon_or_copied()
    {
        var renderer = Renderer(outputs: 2);
        var frame = Frame(renderer, 0);
        using var before = frame.Image.Clone();

        Infer(renderer, frame, Somewhere);

        Assert.True(Write(0).Frame.Picture.Empty());
        Assert.True(Write(1).Frame.Picture.Empty());
        Assert.Equal(0, Cv2.Norm(before, frame.Image));
        Assert.True(frame.Copy(0).Empty());
        Assert.Equal(0, _drawing.Count);
    }

    [Fact]
    public void Each_output_gets_pictures_of_the_size_that_it_wants_drawn_in_that_size()
    {
        var renderer = Renderer(Wanting(0, null), Wanting(1, Frames.Width / 2));
        var frame = Frame(renderer, 0);

        Infer(renderer, frame, Somewhere);

        var (full, half) = (Write(0).Frame.Picture, Write(1).Frame.Picture);
        Assert.Same(frame.Image, full);
        Assert.Equal(new Size(Frames.Width / 2, Frames.Height / 2), half.Size());

        // Were it drawn before it was made smaller, its lines would be half as wide, and of a mixed colour.
        Assert.Equal(Drawn, full.Get<Vec3b>(60, 40));
        Assert.Equal(Drawn, half.Get<Vec3b>(30, 20));
        Assert.Equal(1, _drawing.Count);
    }

    [Fact]
    public void Outputs_that_want_the_same_size_share_one_picture()
    {
        var renderer = Renderer(Wanting(0, 40), Wanting(1, 40));

        Infer(renderer, Frame(renderer, 0), Somewhere);

        Assert.Same(Write(0).Frame.Picture, Write(1).Frame.Picture);
    }

    [Fact]
    public void Pictures_are_never_wider_than_the_frame()
    {
        var renderer = Renderer(Wanting(0, Frames.Width * 2));
        var frame = Frame(renderer, 0);

        Infer(renderer, frame);

        Assert.Same(frame.Image, Write(0).Frame.Picture);
    }

    [Fact]
    public void A_frame_that_was_read_smaller_than_an_output_wants_it_by_now_is_enlarged_and_its_boxes_are_where_they_were()
    {
        var renderer = Renderer(Wanting(0, null));
        var frame = Frames.Pattern("front", 0, _camera.Ref, renderer);
        frame.Stamp(0, PictureScale.To(frame.Image.Size(), new Size(Frames.Width * 2, Frames.Height * 2)));

        Infer(renderer, frame, Somewhere);

        var written = Write(0).Frame;
        Assert.Equal(new Size(Frames.Width * 2, Frames.Height * 2), written.Picture.Size());
        Assert.Equal(new PixelBox(80, 60, 160, 120), Assert.Single(written.Result.Detections).Box);
        Assert.Equal(Drawn, written.Picture.Get<Vec3b>(120, 80));
    }

    [Fact]
    public void Viewers_miss_what_they_are_not_ready_for_and_no_frame_waits_for_them_even_of_a_file()
    {
        var renderer = Renderer(new RendererActor.Output(_outputs[0].Ref, _outputMeters[0], NeedsPicture: true, Width: null, TimeSpan.FromTicks(1)));
        Infer(renderer, Frame(renderer, 0));
        var first = Write(0);

        Infer(renderer, Frame(renderer, 1));

        Assert.Equal(1, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame.Order);
        renderer.Tell(new SinkActor.Written(first.Order, first.HoldsFrame), _outputs[0].Ref);
        Assert.Equal(0, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame.Order);
        Infer(renderer, Frame(renderer, 2));
        Assert.Equal(2, Write(0).Order);
        Assert.Equal(0, _outputMeters[0].Missed);
    }

    [Fact]
    public void Viewers_get_no_picture_before_it_is_due()
    {
        var renderer = Renderer(new RendererActor.Output(_outputs[0].Ref, _outputMeters[0], NeedsPicture: true, Width: null, TimeSpan.FromHours(1)));
        Infer(renderer, Frame(renderer, 0));
        Written(0, renderer);
        _camera.ExpectMsg<CameraActor.FrameReturned>();

        Infer(renderer, Frame(renderer, 1));

        Assert.Equal(1, _camera.ExpectMsg<CameraActor.FrameReturned>().Frame.Order);
        _outputs[0].ExpectNoMsg(TimeSpan.Zero);
    }

    private static readonly Detection Somewhere = new(1, 0.75f, new RelativeBox(0.25f, 0.25f, 0.75f, 0.75f));

    private static Vec3b Drawn
    {
        get
        {
            var colour = Painter.ColourOf(Somewhere.ClassId);
            return new Vec3b((byte)Math.Round(colour.Val0), (byte)Math.Round(colour.Val1), (byte)Math.Round(colour.Val2));
        }
    }

    private RendererActor.Output Wanting(int output, int? width) => new(_outputs[output].Ref, _outputMeters[output], NeedsPicture: true, width);

    private IActorRef Renderer(params RendererActor.Output[] outputs) => Sys.ActorOf(RendererActor.Props(outputs, _meter, _drawing));

    private IActorRef Renderer(int outputs, bool needsPicture = false) =>
        Renderer([.. Enumerable.Range(0, outputs).Select(i => new RendererActor.Output(_outputs[i].Ref, _outputMeters[i], needsPicture))]);

    private Frame Frame(IActorRef renderer, long sequence, bool live = false) => Frames.Pattern("front", sequence, _camera.Ref, renderer, live);

    private static void Infer(IActorRef renderer, Frame frame, params Detection[] found) => renderer.Tell(new RendererActor.FrameInferred(
        Frames.Prepared(frame),
        new TpuWorker.Inference("sim:0", frame.Id, new Epoch(1), 2, TimeSpan.FromMilliseconds(5), found),
        Frames.Task with { Labels = Labels.Parse(["person", "bicycle"]) }));

    private SinkActor.Write Write(int output) => _outputs[output].ExpectMsg<SinkActor.Write>();

    private void Written(int output, IActorRef renderer)
    {
        var write = Write(output);
        renderer.Tell(new SinkActor.Written(write.Order, write.HoldsFrame), _outputs[output].Ref);
    }
}
