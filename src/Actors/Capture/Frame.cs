using System.Diagnostics;
using Actors.Prepare;
using Akka.Actor;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>One buffer of a camera's pool: an image and the model input made of it, with what is known of them.</summary>
/// <remarks>
/// Exactly one stage owns a frame at a time; the message that carries it carries the ownership. Whoever ends a frame
/// (drawn or dropped) tells <see cref="Renderer"/>, which gives the buffer back to <see cref="Camera"/>.
/// </remarks>
public sealed class Frame : IDisposable
{
    internal Frame(string cameraName, IActorRef camera, IActorRef renderer, bool live, InputTensor tensor)
    {
        CameraName = cameraName;
        Camera = camera;
        Renderer = renderer;
        IsLive = live;
        Tensor = tensor;
    }

    /// <summary>The camera's name.</summary>
    public string CameraName { get; }

    /// <summary>Where the buffer goes back to.</summary>
    public IActorRef Camera { get; }

    /// <summary>Where the frame ends, drawn or dropped.</summary>
    public IActorRef Renderer { get; }

    /// <summary>Whether it is better dropped than late.</summary>
    public bool IsLive { get; }

    /// <summary>The picture: 8-bit BGR.</summary>
    public Mat Image { get; } = new();

    /// <summary>The model's input made of it.</summary>
    public InputTensor Tensor { get; }

    /// <summary>The frame's name.</summary>
    public FrameId Id { get; private set; }

    /// <summary>Its place among the frames that the camera handed on, from 0 and without gaps.</summary>
    public long Order { get; internal set; }

    /// <summary>When it was captured, by the wall clock.</summary>
    public DateTimeOffset CapturedAt { get; private set; }

    /// <summary>When it was captured, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long CapturedTimestamp { get; private set; }

    /// <summary>Names the picture that was just read into the buffer.</summary>
    internal void Stamp(long sequence)
    {
        Id = new FrameId(CameraName, sequence);
        CapturedAt = DateTimeOffset.UtcNow;
        CapturedTimestamp = Stopwatch.GetTimestamp();
    }

    /// <summary>Frees the buffer's memory.</summary>
    public void Dispose()
    {
        Image.Dispose();
        Tensor.Dispose();
    }
}
