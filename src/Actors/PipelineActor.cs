using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Routing;

namespace Actors;

/// <summary>Builds the pipeline and sees it to its end. Its children are the architecture:</summary>
/// <remarks>
/// <code>
///  /user/pipeline
///      /camera-NAME    CameraActor       -> prepare
///      /prepare        PreprocessActor   -> dealer       (router from HOCON)
///      /dealer         FrameDealer       -> tpu, renderer-NAME
///      /tpu            TpuWorker         -> dealer       (router from HOCON, one worker for each device)
///      /renderer-NAME  RendererActor     -> output-N, camera-NAME
///      /output-N       SinkActor         -> renderer-NAME
///
///  Opening --first device in service--> Running --all cameras finished--> Closing --outputs closed--> stopped
///     \--no device opens: fails            \--Drain: cameras stop capturing
/// </code>
/// </remarks>
public sealed class PipelineActor : ReceiveActor
{
    /// <summary>Stop capturing, let the frames on their way come out, then end.</summary>
    public sealed class Drain
    {
        /// <summary>The message.</summary>
        public static readonly Drain Instance = new();

        private Drain()
        {
        }
    }

    /// <summary>
    /// Go on with these settings, while frames flow. The sender is told of each change with <see cref="Changed"/> or
    /// <see cref="NotChanged"/>, and of the end of them with <see cref="Reconfigured"/>; only then may the next come.
    /// </summary>
    public sealed record Reconfigure(PipelineSettings Settings);

    /// <summary>A change is in force.</summary>
    /// <param name="What">A setting, or what it concerns: <c>threshold</c>, <c>device sim:2</c>, <c>camera front</c>.</param>
    /// <param name="From">What it was; empty for what is new.</param>
    /// <param name="To">What it is; empty for what is gone.</param>
    /// <param name="After">How long after it was asked for.</param>
    public sealed record Changed(string What, string From, string To, TimeSpan After);

    /// <summary>A change failed, and what was before is still in force.</summary>
    public sealed record NotChanged(string What, string Reason);

    /// <summary>All changes have been told.</summary>
    public sealed class Reconfigured
    {
        /// <summary>The message.</summary>
        public static readonly Reconfigured Instance = new();

        private Reconfigured()
        {
        }
    }

    // Actors stop in milliseconds; only one whose device does not answer takes longer, and that perhaps for ever.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly PipelineSettings _settings;
    private readonly PipelineMeter _meter;
    private readonly TaskCompletionSource _ended;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _cameras = new(StringComparer.Ordinal);
    private readonly List<IActorRef> _outputs = [];
    private readonly HashSet<IActorRef> _closed = [];
    private readonly HashSet<string> _unopened = new(StringComparer.Ordinal);

    // Devices that do not open, until one does: where none does, one line says so and not one for each.
    private readonly Dictionary<string, TpuWorker.OpenFailed> _untold = new(StringComparer.Ordinal);

    // Devices that did not open last time: what the dealer says of that after the worker is no news.
    private readonly HashSet<string> _toldNotToOpen = new(StringComparer.Ordinal);
    private IActorRef _dealer = ActorRefs.Nobody;
    private IActorRef _prepare = ActorRefs.Nobody;
    private Exception? _failure;
    private bool _running;
    private bool _draining;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public PipelineActor(PipelineSettings settings, PipelineMeter meter, TaskCompletionSource ended)
    {
        _settings = settings;
        _meter = meter;
        _ended = ended;
        Receive<DeviceChanged>(changed => Make(() => OnDeviceChanged(changed)));
        Receive<TpuWorker.OpenFailed>(OnOpenFailed);
        Receive<CameraActor.Finished>(OnCameraFinished);
        Receive<SinkActor.Closed>(closed =>
        {
            _log.Warning("Output {0} is closed: {1}", closed.Sink, closed.Reason);
            _closed.Add(Sender);
            if (closed.EndsRun || _outputs.All(_closed.Contains))
            {
                OnDrain();
            }
        });
        Receive<Drain>(_ => OnDrain());
        Receive<Terminated>(OnOutputStopped);
    }

    /// <summary>A pipeline. It must be called <c>pipeline</c> at the top of the system, where HOCON configures its routers.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="meter">Where it counts.</param>
    /// <param name="ended">Completed when all is done; faulted where a camera or every device failed.</param>
    public static Props Props(PipelineSettings settings, PipelineMeter meter, TaskCompletionSource ended) =>
        Akka.Actor.Props.Create(() => new PipelineActor(settings, meter, ended));

    /// <inheritdoc/>
    protected override void PreStart() => Make(() =>
    {
        var dealer = _dealer = Context.ActorOf(FrameDealer.Props(_settings.Pool), "dealer");
        var roster = new DeviceRoster();
        var pool = Context.ActorOf(TpuWorker.Props(roster, _settings.Task, _settings.Pool, dealer, Self), "tpu");
        dealer.Tell(new FrameDealer.UsePool(pool));
        var slots = DeviceResolver.Resolve(_settings.Pool.Devices, _settings.ListEdgeTpus, Environment.ProcessorCount).Select(roster.Add).ToList();
        _meter.Devices = [.. slots.Select(slot => slot.Meter)];
        _unopened.UnionWith(slots.Select(slot => slot.Name));
        foreach (var _ in slots)
        {
            pool.Tell(new AdjustPoolSize(1));
        }

        _prepare = Context.ActorOf(PreprocessActor.Props(_settings.Task.Input, _settings.Task.Prepare, dealer, _meter.Preparing), "prepare");
    });

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        // Half a pipeline cannot be mended: whoever waits for its end is told why.
        _failure ??= reason;
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => TellEnd();

    private void TellEnd()
    {
        if (_failure is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            _ended.TrySetException(_failure);
        }
    }

    // A device that does not answer keeps its worker from stopping, and so this actor; whoever waits for the end does not
    // wait for that.
    private void End()
    {
        Context.System.Scheduler.Advanced.ScheduleOnce(StopLimit, TellEnd);
        Context.Stop(Self);
    }

    private void OnDeviceChanged(DeviceChanged changed)
    {
        var meter = _meter.Devices.Single(device => device.Device == changed.Device);
        meter.State = changed.State;
        if (changed.State == DeviceState.InService)
        {
            _toldNotToOpen.Remove(changed.Device);
            _log.Info("Device {0} is in service: {1}.", changed.Device, meter.Path);
            StartCameras();
        }
        else if (!_toldNotToOpen.Remove(changed.Device))
        {
            _log.Warning("Device {0} is {1}. {2}", changed.Device, changed.State.ToString().ToLowerInvariant(), changed.Reason);
        }

        Context.System.EventStream.Publish(changed);
    }

    // Cameras start when there is somebody to look at their frames: opening a device can take seconds, in which a
    // live camera would only lose frames.
    private void StartCameras()
    {
        if (_running || _draining)
        {
            return;
        }

        _running = true;
        foreach (var failed in _untold.Values)
        {
            Tell(failed);
        }

        _untold.Clear();
        var outputs = _settings.Outputs.Where(output => !output.PerCamera).Select(output => AddOutput(output, null)).ToList();
        foreach (var camera in _settings.Cameras)
        {
            var own = _settings.Outputs.Where(output => output.PerCamera).Select(output => AddOutput(output, camera.Name));
            var meter = _meter.Cameras.Single(candidate => candidate.Camera == camera.Name);
            var renderer = Context.ActorOf(
                RendererActor.Props(_settings.Task.Labels, [.. outputs, .. own], meter, _meter.Drawing), $"renderer-{Uri.EscapeDataString(camera.Name)}");
            _cameras.Add(camera.Name, Context.ActorOf(
                CameraActor.Props(camera, _settings.FramesInFlightOf(camera, _meter.Devices.Count), _settings.Task.Input, _prepare, renderer, meter), $"camera-{Uri.EscapeDataString(camera.Name)}"));
        }
    }

    private RendererActor.Output AddOutput(SinkSpec spec, string? camera)
    {
        var meter = new SinkMeter(spec.ToString());
        _meter.Outputs = [.. _meter.Outputs, meter];
        var actor = Context.ActorOf(SinkActor.Props(spec, camera, meter), $"output-{_outputs.Count}");
        _outputs.Add(actor);
        return new RendererActor.Output(actor, meter, spec.NeedsPicture);
    }

    // At the start, devices of which none opens are a mistake to report; later, a fault to get over.
    private void OnOpenFailed(TpuWorker.OpenFailed failed)
    {
        _unopened.Remove(failed.Device);
        _toldNotToOpen.Add(failed.Device);
        if (!_running && !_draining && _unopened.Count == 0)
        {
            Fail(failed.Failure);
        }
        else if (_running)
        {
            Tell(failed);
        }
        else
        {
            _untold[failed.Device] = failed;
        }
    }

    private void Tell(TpuWorker.OpenFailed failed) => _log.Warning("Device {0} does not open: {1} {2}", failed.Device, failed.Failure.Message, failed.Retry);

    private void OnCameraFinished(CameraActor.Finished finished)
    {
        _cameras.Remove(finished.Camera);
        if (finished.Failure is { } failure)
        {
            // The failure that ends the pipeline is told by whoever waits for its end.
            if (_cameras.Count > 0 || _failure is not null)
            {
                _log.Error("Camera {0} ended: {1}", finished.Camera, failure.Message);
            }

            _failure ??= failure;
        }

        if (_cameras.Count == 0)
        {
            CloseOutputs();
        }
    }

    private void OnDrain()
    {
        _draining = true;
        _dealer.Tell(FrameDealer.Drain.Instance);
        if (!_running)
        {
            End();
            return;
        }

        foreach (var camera in _cameras.Values)
        {
            camera.Tell(CameraActor.Stop.Instance);
        }
    }

    // An output may have much to write and flush: its actor stops after that, and with it the file is complete.
    private void CloseOutputs()
    {
        if (_outputs.Count == 0)
        {
            End();
            return;
        }

        foreach (var output in _outputs)
        {
            Context.Watch(output);
            output.Tell(PoisonPill.Instance);
        }
    }

    private void OnOutputStopped(Terminated stopped)
    {
        _outputs.Remove(stopped.ActorRef);
        if (_outputs.Count == 0)
        {
            End();
        }
    }

    /// <summary>
    /// A preprocessor keeps nothing between frames and is restarted. The others keep the frames on their way, which a
    /// restart would lose without a trace and the pipeline would wait for: it ends and says why.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(maxNrOfRetries: -1, withinTimeMilliseconds: -1, loggingEnabled: false, localOnlyDecider: failure =>
    {
        if (failure is PrepareException)
        {
            return Directive.Restart;
        }

        Fail(failure);
        return Directive.Stop;
    });

    // A mistake in HOCON's dispatchers and routers shows as actors are made; it is the user's to read, not to be retried.
    private void Make(Action actors)
    {
        try
        {
            actors();
        }
        catch (ConfigurationException mistake)
        {
            Fail(mistake);
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        _draining = true;
        End();
    }
}
