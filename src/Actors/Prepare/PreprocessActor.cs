using System.Diagnostics;
using Actors.Capture;
using Actors.Interop;
using Actors.View;
using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>Prepares frames for the model. Several share the work behind a router that HOCON declares.</summary>
/// <remarks>
/// Keeps nothing between frames, so when preparing one throws, the supervisor restarts it with only that frame lost;
/// <see cref="PreRestart"/> ends the frame.
/// </remarks>
public sealed class PreprocessActor : ReceiveActor
{
    private readonly TensorWriter _writer;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public PreprocessActor(InputSpec input, PrepareSettings settings, IActorRef dealer, BusyMeter meter)
    {
        _writer = new TensorWriter(input, settings);
        Receive<Frame>(frame =>
        {
            var start = Stopwatch.GetTimestamp();
            var geometry = Write(frame);
            dealer.Tell(new PreparedFrame(frame, geometry, meter.AddSince(start)));
        });
    }

    /// <summary>The pool of preprocessors, as many as HOCON says.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="settings">How to prepare.</param>
    /// <param name="dealer">Where prepared frames go.</param>
    /// <param name="meter">Where the work is measured.</param>
    public static Props Props(InputSpec input, PrepareSettings settings, IActorRef dealer, BusyMeter meter) =>
        Akka.Actor.Props.Create(() => new PreprocessActor(input, settings, dealer, meter))
            .WithRouter(FromConfig.Instance)
            .WithDispatcher("actors.prepare-dispatcher");

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

    private Geometry Write(Frame frame)
    {
        try
        {
            return _writer.Write(frame.Image, frame.Tensor);
        }
        catch (Exception failure) when (failure is ArgumentException or OpenCVException or OpenCvSharpException)
        {
            throw new PrepareException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => _writer.Dispose();
}
