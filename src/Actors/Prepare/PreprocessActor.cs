using System.Diagnostics;
using Actors.Capture;
using Actors.View;
using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>Prepares frames for the model. Several share the work behind a router that HOCON declares.</summary>
/// <remarks>
/// Keeps no frame, so when preparing one throws, the supervisor restarts it with only that frame lost;
/// <see cref="PreRestart"/> ends the frame.
/// </remarks>
public sealed class PreprocessActor : ReceiveActor
{
    private const int MostForms = 2;

    // One; and while the model is changed to one that takes another form, the old one's and the new one's.
    private readonly List<(InputForm Form, TensorWriter Writer)> _writers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly BusyMeter _meter;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public PreprocessActor(IActorRef dealer, BusyMeter meter)
    {
        _meter = meter;
        Receive<Frame>(frame =>
        {
            var start = Stopwatch.GetTimestamp();
            frame.LeaveQueue();
            Write(frame);
            frame.LeavePreparing();
            var took = meter.AddSince(start);
            frame.CountPrepared(start, took);
            dealer.Tell(new PreparedFrame(frame, took));
        });
    }

    /// <summary>The pool of preprocessors; see <see cref="PreparePool"/>.</summary>
    /// <param name="dealer">Where prepared frames go.</param>
    /// <param name="meter">Where the work is measured.</param>
    public static Props Props(IActorRef dealer, BusyMeter meter) =>
        Akka.Actor.Props.Create(() => new PreprocessActor(dealer, meter))
            .WithRouter(FromConfig.Instance)
            .WithDispatcher("actors.prepare-dispatcher");

    /// <inheritdoc/>
    protected override void PreStart() => _meter.CountWorker(1);

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is Frame frame)
        {
            _log.Warning("Frame {0} cannot be prepared and is dropped: {1}", frame.Id, reason.Message);
            frame.Renderer.Tell(new RendererActor.FrameDropped(frame, DropCause.PrepareFailed));
        }

        base.PreRestart(reason, message);
    }

    private void Write(Frame frame)
    {
        try
        {
            foreach (var input in frame.Inputs)
            {
                input.Geometry = WriterFor(input.Form).Write(frame.Image, frame.Scale, input.Tensor);
            }
        }
        catch (Exception failure) when (failure is ArgumentException or OpenCVException or OpenCvSharpException)
        {
            throw new PrepareException(failure.Message, failure);
        }
    }

    private TensorWriter WriterFor(InputForm form)
    {
        foreach (var (known, writer) in _writers)
        {
            if (known == form)
            {
                return writer;
            }
        }

        if (_writers.Count == MostForms)
        {
            _writers[0].Writer.Dispose();
            _writers.RemoveAt(0);
        }

        var made = new TensorWriter(form.Input, form.Prepare);
        _writers.Add((form, made));
        return made;
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _meter.CountWorker(-1);
        _writers.ForEach(known => known.Writer.Dispose());
    }
}
