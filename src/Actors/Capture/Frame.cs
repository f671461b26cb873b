using System.Diagnostics;
using Actors.Prepare;
using Actors.Truth;
using Akka.Actor;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>One buffer of a camera's pool: an image and the model inputs made of it, with what is known of them.</summary>
/// <remarks>
/// Exactly one stage owns a frame at a time; the message that carries it carries the ownership. Whoever ends a frame
/// (drawn or dropped) tells <see cref="Renderer"/>, which gives the buffer back to <see cref="Camera"/>.
/// </remarks>
public sealed class Frame : IDisposable
{
    private FlightBudget.Share? _flight;
    private FlightBudget.Share? _reading;
    private CameraActor.FrameReturned? _returned;
    private PrepareQueue? _queue;
    private long _queuedTimestamp;

    // Memory for pictures of other sizes, used again by every frame in this buffer.
    private readonly List<Mat> _copies = [];

    internal Frame(int number, string cameraName, IActorRef camera, IActorRef renderer, bool live)
    {
        Number = number;
        CameraName = cameraName;
        Camera = camera;
        Renderer = renderer;
        IsLive = live;
    }

    /// <summary>The buffer's number within the camera's pool.</summary>
    internal int Number { get; }

    /// <summary>The camera's name.</summary>
    public string CameraName { get; }

    /// <summary>Where the buffer goes back to.</summary>
    public IActorRef Camera { get; }

    /// <summary>Where the frame ends, drawn or dropped.</summary>
    public IActorRef Renderer { get; }

    /// <summary>Whether it is better dropped than late.</summary>
    public bool IsLive { get; }

    /// <summary>Whether frames of cameras go first to the devices, for a while.</summary>
    public bool StandsBehind { get; init; }

    /// <summary>The picture: 8-bit BGR. Perhaps a reduced copy of the camera's frame, see <see cref="Scale"/>.</summary>
    public Mat Image { get; } = new();

    /// <summary>How the picture stands to the camera's frame.</summary>
    public PictureScale Scale { get; private set; }

    /// <summary>The model inputs made of it: one; while the model is changed, in the old form and in the new one.</summary>
    public IReadOnlyList<FrameInput> Inputs { get; internal set; } = [];

    /// <summary>The forms of its inputs.</summary>
    public IReadOnlyList<InputForm> Forms => InputMemory?.Forms ?? [];

    /// <summary>Where the inputs lie.</summary>
    internal InputMemory? InputMemory { get; set; }

    /// <summary>The frame's name.</summary>
    public FrameId Id { get; private set; }

    /// <summary>Its place among the frames that the camera handed on, from 0 and without gaps.</summary>
    public long Order { get; internal set; }

    /// <summary>When it was captured, by the wall clock.</summary>
    public DateTimeOffset CapturedAt { get; private set; }

    /// <summary>When it was captured, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long CapturedTimestamp { get; private set; }

    /// <summary>What is in it; null for a camera that does not know.</summary>
    public FrameTruth? Truth { get; private set; }

    /// <summary>The input in a form, or null where there is none in that.</summary>
    public FrameInput? InputIn(InputForm form)
    {
        foreach (var input in Inputs)
        {
            if (input.Form == form)
            {
                return input;
            }
        }

        return null;
    }

    /// <summary>Counts it among the camera's frames on their way to the devices, which it has entered.</summary>
    /// <param name="flight">Left with <see cref="Arrive"/>.</param>
    /// <param name="reading">Left with <see cref="LeavePreparing"/>; null where it is not counted.</param>
    internal void SetOut(FlightBudget.Share flight, FlightBudget.Share? reading)
    {
        _flight = flight;
        _reading = reading;
    }

    /// <summary>It waits for a preprocessor from now on.</summary>
    internal void EnterQueue(PrepareQueue queue)
    {
        _queue = queue;
        _queuedTimestamp = Stopwatch.GetTimestamp();
        queue.Waiting?.Add(1);
    }

    /// <summary>A preprocessor has taken it.</summary>
    internal void LeaveQueue() => _queue?.Waiting?.Add(-1);

    /// <summary>It has been prepared, from a <see cref="Stopwatch"/> timestamp on for so long.</summary>
    internal void CountPrepared(long start, TimeSpan worked)
    {
        _queue?.Count(Stopwatch.GetElapsedTime(_queuedTimestamp, start), worked);
        _queue = null;
    }

    /// <summary>It is prepared; may be said again.</summary>
    internal void LeavePreparing() => Interlocked.Exchange(ref _reading, null)?.Leave();

    /// <summary>It is on its way to the devices no more; may be said again.</summary>
    internal void Arrive()
    {
        LeavePreparing();
        Interlocked.Exchange(ref _flight, null)?.Leave();
    }

    /// <summary>What the camera is told when the frame has ended; always the same message.</summary>
    internal CameraActor.FrameReturned Returned => _returned ??= new CameraActor.FrameReturned(this);

    /// <summary>Memory for a picture of another size, which is the frame's as long as the picture itself.</summary>
    /// <param name="number">From 0; with those before it in use.</param>
    internal Mat Copy(int number)
    {
        while (_copies.Count <= number)
        {
            _copies.Add(new Mat());
        }

        return _copies[number];
    }

    /// <summary>Names the picture that was just read into the buffer.</summary>
    internal void Stamp(long sequence, PictureScale scale, FrameTruth? truth = null)
    {
        Id = new FrameId(CameraName, sequence);
        Scale = scale;
        Truth = truth;
        CapturedAt = DateTimeOffset.UtcNow;
        CapturedTimestamp = Stopwatch.GetTimestamp();
    }

    /// <summary>Frees the pictures' memory.</summary>
    public void Dispose()
    {
        Image.Dispose();
        _copies.ForEach(copy => copy.Dispose());
    }
}
