using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Akka.Actor;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>Frames as a camera would make them, of the test pattern.</summary>
internal static class Frames
{
    public const int Width = 160;
    public const int Height = 120;

    public static readonly InputSpec Input = new(80, 60, 3, TensorType.UInt8, new Quantization(1 / 128f, 128));

    public static Frame Empty(string camera, long sequence, IActorRef cameraActor, IActorRef renderer, bool live = false)
    {
        var frame = new Frame(camera, cameraActor, renderer, live, new InputTensor(Input)) { Order = sequence };
        frame.Stamp(sequence);
        return frame;
    }

    public static Frame Pattern(string camera, long sequence, IActorRef cameraActor, IActorRef renderer, bool live = false)
    {
        var frame = Empty(camera, sequence, cameraActor, renderer, live);
        using var background = new Mat(Height, Width, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(background, TestPatternSource.Square(Width, Height, sequence), Scalar.White, thickness: -1);
        background.CopyTo(frame.Image);
        return frame;
    }

    public static PreparedFrame Prepared(Frame frame)
    {
        using var writer = new TensorWriter(Input, new PrepareSettings());
        return new PreparedFrame(frame, writer.Write(frame.Image, frame.Tensor), TimeSpan.FromMilliseconds(1));
    }
}
