using Actors.Prepare;
using Actors.View;
using Akka.Actor;
using Akka.Event;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Has single images looked at by the same devices as the cameras' frames.</summary>
/// <remarks>
/// To the stages it is a camera and its renderer in one: it hands images on, and they end here. Cameras' frames go first, for a
/// quarter of a second (see <see cref="Route.LeaseLedger"/>); only so many images are on their way, and none waits here, so that
/// whoever asks for much gets what is to spare and little more. It takes no memory before the first image.
/// </remarks>
public sealed class StillsActor : ReceiveActor
{
    /// <summary>Look at an image, which is the actor's from then on. The sender is told the <see cref="FrameResult"/>, or <see cref="NotDetected"/>.</summary>
    /// <param name="Image">8-bit BGR, not empty.</param>
    public sealed record Detect(Mat Image);

    /// <summary>There is no answer.</summary>
    /// <param name="Reason">Why, in one line.</param>
    /// <param name="IsBusy">Whether only too many ask, so that a later try may go well.</param>
    public sealed record NotDetected(string Reason, bool IsBusy);

    /// <summary>Images that may be on their way. Who asks for more before one of them has ended is refused.</summary>
    public const int MostInFlight = 2;

    // No camera can be called so.
    private const string Name = "/stills";

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _prepare;
    private readonly Dictionary<long, IActorRef> _asking = [];
    private IReadOnlyList<InputForm> _forms;
    private FramePool? _pool;
    private long _sequence;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public StillsActor(IActorRef prepare, IReadOnlyList<InputForm> forms)
    {
        _prepare = prepare;
        _forms = forms;
        Receive<Detect>(OnDetect);
        Receive<RendererActor.FrameInferred>(inferred => End(inferred.Prepared.Frame, FrameResult.Of(inferred.Prepared.Frame, inferred, AnswerFilter.All)));
        Receive<RendererActor.FrameDropped>(dropped => End(dropped.Frame, dropped.Cause == DropCause.NoDevice
            ? new NotDetected("No device is in service.", IsBusy: false)
            : new NotDetected("The devices failed on it.", IsBusy: false)));
        Receive<CameraActor.PrepareAgain>(again => Prepare(again.Frame));
        Receive<CameraActor.UseForms>(use =>
        {
            _forms = use.Forms;
            _pool?.UseForms(use.Forms);
        });
    }

    /// <summary>The actor.</summary>
    /// <param name="prepare">Where images go.</param>
    /// <param name="forms">The forms in which they are prepared.</param>
    public static Props Props(IActorRef prepare, IReadOnlyList<InputForm> forms) => Akka.Actor.Props.Create(() => new StillsActor(prepare, forms));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        if (_asking.Count == 0)
        {
            // Otherwise a stage may still hold a buffer; their finalisers free them then.
            _pool?.Dispose();
        }

        foreach (var asking in _asking.Values)
        {
            asking.Tell(new NotDetected("The run is ending.", IsBusy: false));
        }
    }

    private void OnDetect(Detect detect)
    {
        if (_asking.Count < MostInFlight)
        {
            SetOut(detect.Image, Sender);
        }
        else
        {
            detect.Image.Dispose();
            Sender.Tell(new NotDetected($"{MostInFlight} images are being looked at already.", IsBusy: true));
        }
    }

    private void SetOut(Mat image, IActorRef asking)
    {
        Frame? frame = null;
        try
        {
            using (image)
            {
                _pool ??= MakePool();
                frame = _pool.Rent(CancellationToken.None);
                image.CopyTo(frame.Image);
                _pool.Furnish(frame);
            }
        }
#pragma warning disable CA1031 // For want of memory, most likely. One image is not to end the run, whatever is wrong with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.Warning("An image is not looked at: {0}", failure.Message);
            if (frame is not null)
            {
                GiveBack(frame);
            }

            asking.Tell(new NotDetected("There is no memory for it. Make it smaller, or try again later.", IsBusy: false));
            return;
        }

        frame.Stamp(_sequence, PictureScale.Whole(frame.Image));
        frame.Order = _sequence;
        _asking.Add(_sequence++, asking);
        _prepare.Tell(frame);
    }

    private FramePool MakePool()
    {
        var self = Self;
        return new FramePool(MostInFlight, _forms, number => new Frame(number, Name, self, self, live: true) { StandsBehind = true });
    }

    private void Prepare(Frame frame)
    {
        _pool!.Furnish(frame);
        _prepare.Tell(frame);
    }

    private void End(Frame frame, object answer)
    {
        _asking.Remove(frame.Order, out var asking);
        asking!.Tell(answer);
        GiveBack(frame);
    }

    private void GiveBack(Frame frame)
    {
        // As large as whoever asked liked; nobody knows when the next one comes.
        frame.Image.Create(new Size(1, 1), MatType.CV_8UC3);
        _pool!.ReturnOrFree(frame);
    }
}
