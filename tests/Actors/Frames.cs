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

    /// <summary>A task of that input.</summary>
    public static readonly DetectionTask Task = new() { Input = Input };

    public static readonly IReadOnlyList<InputForm> Forms = [Task.Form];

    public static Frame Empty(string camera, long sequence, IActorRef cameraActor, IActorRef renderer, bool live = false)
    {
        var memory = new InputMemory(Forms, slots: 1);
        var frame = new Frame(0, camera, cameraActor, renderer, live) { Order = sequence, InputMemory = memory, Inputs = memory.Take(0) };
        frame.Stamp(sequence, new PictureScale(new Size(Width, Height), 1, 1));
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
        foreach (var input in frame.Inputs)
        {
            input.Geometry = writer.Write(frame.Image, frame.Scale, input.Tensor);
        }

        return new PreparedFrame(frame, TimeSpan.FromMilliseconds(1));
    }
}
