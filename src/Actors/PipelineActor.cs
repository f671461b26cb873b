using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Actors;

/// <summary>Builds the pipeline and sees it to its end. Its children are the architecture:</summary>
/// <remarks>
/// <code>
///  /user/pipeline
///      /camera-NAME    CameraActor       -> prepare
///      /prepare        PreprocessActor   -> dealer       (router from HOCON)
///      /dealer         FrameDealer       -> tpu, renderer-NAME
///      /tpu            TpuWorker         -> dealer       (router from HOCON, one worker for each device)
///      /stills         StillsActor       -> prepare      (single images, for whoever asks)
///      /devices        DeviceWatcher     -> dealer, tpu  (which devices there are to be)
///      /renderer-NAME  RendererActor     -> output-N, camera-NAME
///      /output-N       SinkActor         -> renderer-NAME
///
///  Opening --first device in service--> Running --all cameras finished--> Closing --outputs closed--> stopped
///     \--no device opens: fails            \--Drain: cameras stop capturing
/// </code>
/// </remarks>
public sealed partial class PipelineActor : ReceiveActor, IWithTimers
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

    /// <summary>Somebody looks at a camera: fill this feed with its newest pictures, until <see cref="LookAway"/>.</summary>
    public sealed record Look(LiveFeed Feed);

    /// <summary>Nobody looks at this feed any more.</summary>
    public sealed record LookAway(LiveFeed Feed);

    private sealed class ReadEnergy
    {
        public static readonly ReadEnergy Instance = new();
    }

    private sealed class Warm
    {
        public static readonly Warm Instance = new();
    }

    // By then .NET has compiled what every frame runs through.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    // Actors stop in milliseconds; only one whose device does not answer takes longer, and that perhaps for ever.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly PipelineMeter _meter;
    private readonly TaskCompletionSource _ended;
    private readonly DeviceRoster _roster;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // Devices that do not open, until one does: where none does, one line says so and not one for each.
    private readonly Dictionary<string, TpuWorker.OpenFailed> _untold = new(StringComparer.Ordinal);

    // Devices that did not open last time: what the dealer says of that after the worker is no news.
    private readonly HashSet<string> _toldNotToOpen = new(StringComparer.Ordinal);
    private PipelineSettings _settings;
    private CameraStage _cameras = null!;
    private IActorRef _dealer = ActorRefs.Nobody;
    private IActorRef _prepare = ActorRefs.Nobody;
    private IActorRef _devices = ActorRefs.Nobody;
    private IActorRef _stills = ActorRefs.Nobody;
    private Exception? _failure;
    private bool _running;
    private bool _draining;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public PipelineActor(PipelineSettings settings, PipelineMeter meter, TaskCompletionSource ended, TimeSpan? changeLimit = null)
    {
        _changeLimit = changeLimit ?? ChangeLimit;
        _settings = settings;
        _meter = meter;
        _ended = ended;
        _roster = new DeviceRoster(settings.Pool);
        Receive<DeviceChanged>(changed => Make(() => OnDeviceChanged(changed)));
        Receive<TpuWorker.OpenFailed>(OnOpenFailed);
        Receive<DeviceWatcher.PoolSize>(size => _cameras.UsePoolSize(size.Devices));
        Receive<DeviceWatcher.NoneOpens>(none => OnNoneOpens(none.Failure));
        Receive<CameraActor.Finished>(OnCameraFinished);
        Receive<SinkActor.Closed>(OnOutputClosed);
        Receive<Drain>(_ => OnDrain());
        Receive<RendererActor.UseOutputs>(use => _cameras.OnOutputsInUse(Sender, use));
        Receive<Look>(look => _cameras.Look(look.Feed));
        Receive<LookAway>(away => _cameras.LookAway(away.Feed));
        Receive<StillsActor.Detect>(detect => _stills.Forward(detect));
        Receive<Terminated>(OnOutputStopped);
        Receive<DeadLetter>(OnDeadLetter);
        Receive<Warm>(_ => _meter.MarkWarm());
        Receive<ReadEnergy>(_ => _meter.Energy.Read());
        ReceiveReconfiguration();
    }

    /// <summary>A pipeline. It must be called <c>pipeline</c> at the top of the system, where HOCON configures its routers.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="meter">Where it counts.</param>
    /// <param name="ended">Completed when all is done; faulted where a camera or every device failed.</param>
    /// <param name="changeLimit">How long a change waits for cameras and outputs that are to go; null for the usual.</param>
    public static Props Props(PipelineSettings settings, PipelineMeter meter, TaskCompletionSource ended, TimeSpan? changeLimit = null) =>
        Akka.Actor.Props.Create(() => new PipelineActor(settings, meter, ended, changeLimit));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Make(() =>
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        _dealer = Context.ActorOf(FrameDealer.Props(_settings.Pool, queue: _meter.WaitingForDevice), "dealer");
        var pool = Context.ActorOf(TpuWorker.Props(_roster, _dealer, Self), "tpu");
        _dealer.Tell(new FrameDealer.UsePool(pool));
        _prepare = Context.ActorOf(PreprocessActor.Props(_dealer, _meter.Preparing), "prepare");
        _prepare.Tell(new PreparePool.UseMeter(_meter.WaitingForPreprocessor));
        _prepare.Tell(new PreparePool.UseBounds(_settings.Preprocessors, _settings.MostPreprocessors));
        _stills = Context.ActorOf(StillsActor.Props(_prepare, [_settings.Task.Form]), "stills");
        _cameras = new CameraStage(Context, _settings, _meter, _prepare, OnCameraOrOutputChanged);
        _devices = Context.ActorOf(DeviceWatcher.Props(_roster, _dealer, pool, DevicesOf(_settings)), "devices");
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

    private static DeviceWatcher.UseDevices DevicesOf(PipelineSettings settings) => new(settings.Pool, settings.Task, settings.ListEdgeTpus);

    // A device that does not answer keeps its worker from stopping, and so this actor; whoever waits for the end does not
    // wait for that.
    private void End()
    {
        FinishChange();
        Context.System.Scheduler.Advanced.ScheduleOnce(StopLimit, TellEnd);
        Context.Stop(Self);
    }

    private void OnDeviceChanged(DeviceChanged changed)
    {
        var meter = _roster.MeterOf(changed.Device);
        _meter.Add(meter);
        Log(changed, meter);
        meter.Change(changed.State, changed.Reason);
        _devices.Tell(changed);
        if (changed.State == DeviceState.InService)
        {
            StartCameras();
        }

        Context.System.EventStream.Publish(changed);
    }

    private void Log(DeviceChanged changed, DeviceMeter meter)
    {
        switch (changed.State)
        {
            case DeviceState.Opening:
                break;

            // Many times an hour where the load goes up and down, and nothing to do for anybody.
            case DeviceState.Parked:
            case DeviceState.InService when meter.State == DeviceState.Parked:
                _log.Debug("Device {0} is {1}.", changed.Device, changed.State == DeviceState.Parked ? "parked" : "in service again");
                break;
            case DeviceState.InService:
                _toldNotToOpen.Remove(changed.Device);
                _log.Info("Device {0} is in service: {1}.", changed.Device, meter.Path);
                break;
            case DeviceState.Retired:
                _toldNotToOpen.Remove(changed.Device);
                _untold.Remove(changed.Device);
                break;
            default:
                if (!_toldNotToOpen.Remove(changed.Device))
                {
                    _log.Warning("Device {0} is {1}. {2}", changed.Device, changed.State.ToString().ToLowerInvariant(), changed.Reason);
                }

                break;
        }
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
        _meter.MarkWarm();
        Timers.StartSingleTimer(nameof(Warm), Warm.Instance, WarmUp);
        Timers.StartPeriodicTimer(nameof(ReadEnergy), ReadEnergy.Instance, EnergyMeter.ReadAtLeastEvery);
        _cameras.Start();
    }

    private void OnOpenFailed(TpuWorker.OpenFailed failed)
    {
        _toldNotToOpen.Add(failed.Device);
        if (_running)
        {
            Tell(failed);
        }
        else
        {
            _untold[failed.Device] = failed;
        }

        _devices.Tell(failed);
    }

    // At the start, devices of which none opens are a mistake to report; later, a fault to get over.
    private void OnNoneOpens(Exception failure)
    {
        if (!_running && !_draining)
        {
            Fail(failure);
        }
    }

    private void Tell(TpuWorker.OpenFailed failed) => _log.Warning("Device {0} does not open: {1} {2}", failed.Device, failed.Failure.Message, failed.Retry);

    private void OnCameraFinished(CameraActor.Finished finished)
    {
        _cameras.OnFinished(finished);
        if (finished.Failure is { } failure)
        {
            // The failure that ends the pipeline is told by whoever waits for its end.
            if (!_cameras.IsOver || _failure is not null)
            {
                _log.Error("Camera {0} ended: {1}", finished.Camera, failure.Message);
            }

            _failure ??= failure;
        }

        if (_cameras.IsOver)
        {
            CloseOutputs();
        }

        EndChange();
    }

    private void OnOutputClosed(SinkActor.Closed closed)
    {
        _log.Warning("Output {0} is closed: {1}", closed.Sink, closed.Reason);
        _cameras.OnClosed(Sender);
        if (closed.EndsRun || _cameras.AllClosed)
        {
            OnDrain();
        }
    }

    // A preprocessor that the pool gives up stops a moment later; who had chosen it before may send it a frame after.
    private static void OnDeadLetter(DeadLetter letter)
    {
        if (letter.Message is Frame frame)
        {
            frame.LeaveQueue();
            frame.Camera.Tell(new CameraActor.PrepareAgain(frame));
        }
    }

    private void OnDrain()
    {
        _draining = true;
        _dealer.Tell(FrameDealer.Drain.Instance);
        if (_running)
        {
            _cameras.Stop();
        }
        else
        {
            End();
        }
    }

    private void CloseOutputs()
    {
        _draining = true;
        if (_cameras.CloseOutputs())
        {
            End();
        }
    }

    private void OnOutputStopped(Terminated stopped)
    {
        if (_cameras.OnStopped(stopped.ActorRef) && _cameras.IsOver)
        {
            End();
        }

        EndChange();
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
