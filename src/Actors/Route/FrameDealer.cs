using System.Diagnostics;
using System.Globalization;
using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.Event;

namespace Actors.Route;

/// <summary>Deals prepared frames to the workers that ask for them, and their answers to the renderers.</summary>
/// <remarks>
/// All bookkeeping is the <see cref="LeaseLedger"/>'s; this actor only talks. A worker's life as the dealer sees it:
/// <code>
///  unknown --Demand--> in service --Withdrawn, or a lease overdue--> out of service --Demand of a later epoch--> in service
/// </code>
/// </remarks>
public sealed class FrameDealer : ReceiveActor, IWithTimers
{
    /// <summary>No further frames come. Those that wait for a device while none is in service are given up, files' ones too.</summary>
    public sealed class Drain
    {
        /// <summary>The message.</summary>
        public static readonly Drain Instance = new();

        private Drain()
        {
        }
    }

    private sealed class LookForOverdue
    {
        public static readonly LookForOverdue Instance = new();
    }

    // An overrun is noticed at most this much late; looking costs a few microseconds.
    internal static readonly TimeSpan OverdueInterval = TimeSpan.FromMilliseconds(25);

    // A degraded device is sound again when it has come back this part of the way to its baseline.
    private const double Recovery = 0.5;

    private readonly PoolSettings _settings;
    private readonly LeaseLedger _ledger;
    private readonly Dictionary<FrameId, PreparedFrame> _frames = [];
    private readonly Dictionary<string, IActorRef> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceState> _states = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _pool = ActorRefs.Nobody;
    private bool _draining;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public FrameDealer(PoolSettings settings)
    {
        _settings = settings;
        _ledger = new LeaseLedger(settings.MaxAttempts);
        Receive<UsePool>(use => _pool = use.Pool);
        Receive<PreparedFrame>(OnPrepared);
        Receive<TpuWorker.Demand>(OnDemand);
        Receive<TpuWorker.Inference>(OnInference);
        Receive<TpuWorker.Withdrawn>(OnWithdrawn);
        Receive<LookForOverdue>(_ => OnLookForOverdue());
        Receive<Drain>(_ =>
        {
            _draining = true;
            DealOrDrop();
        });
        Receive<Terminated>(OnWorkerGone);
    }

    /// <summary>The router through which leases go. Comes once, before any worker.</summary>
    public sealed record UsePool(IActorRef Pool);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The dealer of one pool.</summary>
    public static Props Props(PoolSettings settings) => Akka.Actor.Props.Create(() => new FrameDealer(settings));

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(LookForOverdue), LookForOverdue.Instance, OverdueInterval, OverdueInterval);

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void OnPrepared(PreparedFrame prepared)
    {
        _frames.Add(prepared.Frame.Id, prepared);
        _ledger.TakeIn(prepared.Frame.Id);
        DealOrDrop();
    }

    private void OnDemand(TpuWorker.Demand demand)
    {
        if (_workers.TryAdd(demand.Device, Sender))
        {
            Context.Watch(Sender);
        }

        _ledger.Demand(demand.Device, demand.Epoch, demand.Count);
        Change(demand.Device, DeviceState.InService, "");
        Deal();
    }

    private void OnInference(TpuWorker.Inference inference)
    {
        if (_ledger.Settle(inference.Frame, inference.Device, inference.Epoch, inference.InferTime, Now) == LeaseLedger.Settlement.Late)
        {
            // The device was given up, and here it is: let it ask for frames again in a life of its own.
            _log.Info("Device {0} answered for frame {1} too late; the answer is ignored.", inference.Device, inference.Frame);
            Sender.Tell(new TpuWorker.Renew(inference.Epoch));
            return;
        }

        _frames.Remove(inference.Frame, out var prepared);
        prepared!.Frame.Renderer.Tell(new RendererActor.FrameInferred(prepared, inference));
        JudgeSpeed(inference.Device);
        Deal();
    }

    private void OnWithdrawn(TpuWorker.Withdrawn withdrawn)
    {
        if (_ledger.Withdraw(withdrawn.Device, withdrawn.Epoch, withdrawn.Failed) is { } exhausted)
        {
            _log.Warning("Frame {0} is dropped: {1} attempts failed, the last with: {2}", exhausted, _settings.MaxAttempts, withdrawn.Reason);
            Drop(exhausted, DropCause.InferenceFailed);
        }

        Change(withdrawn.Device, withdrawn.Lost ? DeviceState.Lost : DeviceState.Reopening, withdrawn.Reason);
        DealOrDrop();
    }

    private void OnLookForOverdue()
    {
        foreach (var (device, epoch, frame, deadline) in _ledger.Overdue(Now, _settings.Deadline))
        {
            Change(device, DeviceState.Quarantined, string.Create(CultureInfo.InvariantCulture,
                $"It has had frame {frame} for over {deadline.TotalMilliseconds:0} ms; the frame goes to another device, and this one gets none until it answers."));
            _ledger.CountOverrun(device, deadline);
            if (_ledger.Withdraw(device, epoch, frame) is { } exhausted)
            {
                Drop(exhausted, DropCause.InferenceFailed);
            }

            DealOrDrop();
        }
    }

    private void OnWorkerGone(Terminated gone)
    {
        foreach (var device in _workers.Where(worker => worker.Value.Equals(gone.ActorRef)).Select(worker => worker.Key).ToList())
        {
            _ledger.Forget(device);
            _workers.Remove(device);
            _states.Remove(device);
        }

        DealOrDrop();
    }

    private void JudgeSpeed(string device)
    {
        var drift = _ledger.Drift(device);
        var state = _states[device];
        if (state == DeviceState.InService && drift >= _settings.DegradedFactor)
        {
            Change(device, DeviceState.Degraded, string.Create(CultureInfo.InvariantCulture, $"It takes {drift:0.0} times as long for a frame as it used to."));
        }
        else if (state == DeviceState.Degraded && drift <= 1 + Recovery * (_settings.DegradedFactor - 1))
        {
            Change(device, DeviceState.InService, "");
        }
    }

    private void Change(string device, DeviceState state, string reason)
    {
        if (!_states.TryGetValue(device, out var known) || known != state)
        {
            _states[device] = state;
            Context.Parent.Tell(new DeviceChanged(device, state, reason, Stopwatch.GetTimestamp()));
        }
    }

    private void DealOrDrop()
    {
        Deal();
        if (!_ledger.AnyWorker)
        {
            DropWaiting();
        }
    }

    private void Deal()
    {
        while (_ledger.TryLease(Now, out var grant))
        {
            var frame = _frames[grant.Frame].Frame;
            _pool.Tell(new TpuWorker.Lease(_workers[grant.Worker], grant.Frame, grant.Epoch, grant.Attempt, frame.Tensor.Memory, _ledger.Deadline(grant.Worker, _settings.Deadline)));
        }
    }

    // Frames of live cameras are better dropped than late, and at the end all are; files' frames wait for a device otherwise.
    private void DropWaiting()
    {
        foreach (var camera in _frames.Values.Where(prepared => prepared.Frame.IsLive || _draining).Select(prepared => prepared.Frame.CameraName).Distinct().ToList())
        {
            foreach (var frame in _ledger.DropWaiting(camera))
            {
                Drop(frame, DropCause.NoDevice);
            }
        }
    }

    private void Drop(FrameId id, DropCause cause)
    {
        if (_frames.Remove(id, out var prepared))
        {
            prepared.Frame.Renderer.Tell(new RendererActor.FrameDropped(prepared.Frame, cause));
        }
    }
}
