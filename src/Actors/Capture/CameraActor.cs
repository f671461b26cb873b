using Actors.Prepare;
using Akka.Actor;
using Akka.Event;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Owns one camera: its capture thread, its frame buffers, and how many of its frames are on their way.</summary>
/// <remarks>
/// <code>
///  Capturing --source ends, or Stop--> Draining --last frame back--> tells the pipeline Finished, stopped
/// </code>
/// The pool of buffers is the window of the flow control: a frame is handed on only while fewer than the camera's
/// frames in flight are out. With <see cref="OnFull.Wait"/> the pool has one buffer more, so the capture thread reads
/// one frame ahead and then waits. With <see cref="OnFull.DropOldest"/> it has two more: one frame waits here, and a
/// newer one takes its place.
/// </remarks>
public sealed class CameraActor : ReceiveActor
{
    /// <summary>Stop capturing; frames on their way still come out.</summary>
    public sealed class Stop
    {
        /// <summary>The message.</summary>
        public static readonly Stop Instance = new();

        private Stop()
        {
        }
    }

    /// <summary>So many frames may be on their way from now on.</summary>
    public sealed record UseFramesInFlight(int Count);

    /// <summary>
    /// Frames that set out from now on are prepared in these forms: the model's; while devices change to a model of another
    /// form one by one, the old one's and the new one's, so that every device can take any frame.
    /// </summary>
    public sealed record UseForms(IReadOnlyList<InputForm> Forms);

    /// <summary>The outputs need pictures as large as this from now on; what the model needs comes on top.</summary>
    public sealed record UsePictures(PictureNeed Need);

    /// <summary>Capture nothing until further notice, or go on.</summary>
    public sealed record UsePause(bool Paused);

    /// <summary>No device is left that takes the frame's inputs: it is prepared again, in the forms of now.</summary>
    public sealed record PrepareAgain(Frame Frame);

    /// <summary>The frame has ended; its buffer comes back.</summary>
    public sealed record FrameReturned(Frame Frame);

    /// <summary>To the pipeline: no frame of this camera is left.</summary>
    /// <param name="Camera">The camera's name.</param>
    /// <param name="Failure">Why it ended, where it should not have.</param>
    public sealed record Finished(string Camera, Exception? Failure);

    /// <summary>To the renderer: the source states this rate, in frames per second (0: none).</summary>
    public sealed record SourceOpened(double Rate);

    /// <summary>What decodes the source, and how large; again when its frames are needed in another size.</summary>
    internal sealed record SourceDecodes(string Decoder, PictureScale Scale, Size Picture);

    internal sealed record SourceBroke(SourceException Failure, TimeSpan RetryIn);

    internal sealed record SourceEnded(Exception? Failure);

    internal sealed record FrameUnreadable(SourceException Failure);

    private readonly CameraSettings _settings;
    private readonly IActorRef _preprocess;
    private readonly IActorRef _renderer;
    private readonly CameraMeter _meter;
    private readonly CaptureThread _capture;
    private readonly FramePool _pool;
    private readonly FlightBudget.Share _flight;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _framesInFlight;
    private IReadOnlyList<InputForm> _forms;
    private PictureNeed _pictures;

    // Frames that have been read and may not set out yet: of a live camera the newest; else one, or while the window
    // becomes smaller as many as there are buffers to read into.
    private readonly Queue<Frame> _waiting = new();
    private int _inFlight;
    private long _order;
    private bool _ended;
    private Exception? _failure;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public CameraActor(
        CameraSettings settings, int framesInFlight, IReadOnlyList<InputForm> forms, PictureNeed pictures, IActorRef preprocess, IActorRef renderer, CameraMeter meter,
        FlightBudget.Share flight, FlightBudget.Share reading, bool mustBeThere = true)
    {
        _settings = settings;
        _framesInFlight = framesInFlight;
        _forms = forms;
        _pictures = pictures;
        _preprocess = preprocess;
        _renderer = renderer;
        _meter = meter;
        _flight = flight;
        var live = settings.OnFull == OnFull.DropOldest;
        var self = Self;
        _pool = new FramePool(Buffers, forms, number => new Frame(number, settings.Name, self, renderer, live));
        _capture = new CaptureThread(settings, mustBeThere, _pool, meter, self, flight, reading, _stopping.Token) { Need = Need, Paused = settings.Paused };

        Receive<Frame>(OnFrame);
        Receive<FrameReturned>(OnReturned);
        Receive<SourceOpened>(opened => _renderer.Tell(opened));
        Receive<FrameUnreadable>(unreadable => _log.Warning("Camera {0}: {1}", settings.Name, unreadable.Failure.Message));
        Receive<SourceBroke>(broke => _log.Warning(
            "Camera {0}: {1} Trying again in {2:0.0} s.", settings.Name, broke.Failure.Message, broke.RetryIn.TotalSeconds));
        Receive<SourceEnded>(OnSourceEnded);
        Receive<Stop>(_ => _stopping.Cancel());
        Receive<SourceDecodes>(decodes => Context.System.EventStream.Publish(
            new CameraDecodes(settings.Name, $"{decodes.Decoder}, {decodes.Scale.Describe(decodes.Picture)}")));
        Receive<UseForms>(use =>
        {
            _forms = use.Forms;
            _pool.UseForms(use.Forms);
            _capture.Need = Need;
        });
        Receive<UsePictures>(use =>
        {
            _pictures = use.Need;
            _capture.Need = Need;
        });
        Receive<UseFramesInFlight>(OnUseFramesInFlight);
        Receive<UsePause>(use => _capture.Paused = use.Paused);
        Receive<PrepareAgain>(again => Prepare(again.Frame));
    }

    private PictureNeed Need => _forms.Aggregate(_pictures, (need, form) => need.And(PictureNeed.Of(form)));

    // Beside those on their way: one being read; and of a live camera one that waits, of which the newest takes the place.
    private int Buffers => _framesInFlight + (_settings.OnFull == OnFull.DropOldest ? 2 : 1);

    /// <summary>A camera.</summary>
    /// <param name="settings">What to capture.</param>
    /// <param name="framesInFlight">How many frames may be on their way.</param>
    /// <param name="forms">The forms in which frames are prepared.</param>
    /// <param name="pictures">How large the outputs need its pictures.</param>
    /// <param name="preprocess">Where frames go.</param>
    /// <param name="renderer">Where they end.</param>
    /// <param name="meter">Where they are counted.</param>
    /// <param name="flight">What it may have on its way to the devices beside other cameras.</param>
    /// <param name="reading">What it may read ahead of the preprocessors beside other cameras; a live one does not care.</param>
    /// <param name="mustBeThere">Whether a live source that is not there is a mistake, as it is at a run's start; else it is waited for.</param>
    public static Props Props(
        CameraSettings settings, int framesInFlight, IReadOnlyList<InputForm> forms, PictureNeed pictures, IActorRef preprocess, IActorRef renderer, CameraMeter meter,
        FlightBudget.Share flight, FlightBudget.Share reading, bool mustBeThere = true) =>
        Akka.Actor.Props.Create(() => new CameraActor(settings, framesInFlight, forms, pictures, preprocess, renderer, meter, flight, reading, mustBeThere));

    /// <inheritdoc/>
    protected override void PreStart() => _capture.Start();

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        if (_ended && _pool.IsWhole)
        {
            // Otherwise the thread or a stage may still hold a buffer; the buffers' finalisers free them then.
            _pool.Dispose();
            _stopping.Dispose();
        }
    }

    private void OnFrame(Frame frame)
    {
        if (_settings.OnFull == OnFull.DropOldest && _waiting.TryDequeue(out var older))
        {
            _meter.CountDrop(DropCause.Overrun);
            _pool.ReturnOrFree(older);
        }

        _waiting.Enqueue(frame);
        HandOnWaiting();
    }

    private void OnReturned(FrameReturned returned)
    {
        // Usually it has, when its answer came.
        returned.Frame.Arrive();
        _meter.InFlight = --_inFlight;
        _pool.ReturnOrFree(returned.Frame);
        HandOnWaiting();
        FinishIfDone();
    }

    private void OnUseFramesInFlight(UseFramesInFlight use)
    {
        _framesInFlight = use.Count;
        _pool.Resize(Buffers);
        HandOnWaiting();
    }

    private void HandOnWaiting()
    {
        while (_waiting.TryPeek(out var next) && MaySetOut(next))
        {
            HandOn(_waiting.Dequeue());
        }
    }

    private bool MaySetOut(Frame frame)
    {
        if (_inFlight >= _framesInFlight)
        {
            return false;
        }

        if (_settings.OnFull == OnFull.Wait)
        {
            // It has since it was read.
            return true;
        }

        if (!_flight.TryEnter())
        {
            return false;
        }

        frame.SetOut(_flight, reading: null);
        return true;
    }

    private void HandOn(Frame frame)
    {
        _meter.InFlight = ++_inFlight;
        frame.Order = _order++;
        Prepare(frame);
    }

    private void Prepare(Frame frame)
    {
        _pool.Furnish(frame);
        _preprocess.Tell(frame);
    }

    private void OnSourceEnded(SourceEnded ended)
    {
        _ended = true;
        _failure = ended.Failure;
        FinishIfDone();
    }

    private void FinishIfDone()
    {
        if (_ended && _inFlight == 0 && _waiting.Count == 0)
        {
            Context.Parent.Tell(new Finished(_settings.Name, _failure));
            Context.Stop(Self);
        }
    }
}
