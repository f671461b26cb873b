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
/// All bookkeeping is the <see cref="LeaseLedger"/>'s; this actor only talks. A device's life as the dealer sees it:
/// <code>
///  AddDevice --Demand--> in service --Withdrawn, or a lease overdue--> out of service --Demand of a later epoch--> in service
///  in service --the governor: no further lease, its leases answered--> its worker is told Park --the governor--> told Unpark --Demand--> in service
///  RetireDevice: no further lease --its leases answered, or out of service--> its worker is told Retire, stops: gone
/// </code>
/// </remarks>
public sealed partial class FrameDealer : ReceiveActor
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

    /// <summary>The router through which leases go. Comes once, before any device.</summary>
    public sealed record UsePool(IActorRef Pool);

    /// <summary>A device joins; its worker is about to be made.</summary>
    /// <param name="Slot">The device.</param>
    /// <param name="Reason">Why, where it is not the settings that say so; told with its state.</param>
    public sealed record AddDevice(DeviceRoster.Slot Slot, string Reason = "");

    /// <summary>
    /// A device is to leave once it has answered what it holds; one that is out of service leaves at once, whatever its
    /// worker waits for. When it is gone, its state is told as <see cref="DeviceState.Retired"/>.
    /// </summary>
    /// <param name="Device">Which.</param>
    /// <param name="Reason">Why, where it is not the settings that say so; told with its state.</param>
    public sealed record RetireDevice(string Device, string Reason = "");

    /// <summary>Go on with these settings; answered with the same message when they are in force.</summary>
    public sealed record UseSettings(PoolSettings Settings);

    private sealed class LookForOverdue
    {
        public static readonly LookForOverdue Instance = new();
    }

    // A degraded device is sound again when it has come back this part of the way to its baseline.
    private const double Recovery = 0.5;

    private readonly LeaseLedger _ledger;
    private readonly Dictionary<FrameId, PreparedFrame> _frames = [];
    private readonly Dictionary<string, PoolDevice> _devices = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly QueueMeter _queue;
    private PoolSettings _settings;
    private IActorRef _pool = ActorRefs.Nobody;
    private bool _draining;

    private readonly LookTimer _looks;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public FrameDealer(PoolSettings settings, TimeProvider? time = null, QueueMeter? queue = null)
    {
        _queue = queue ?? new QueueMeter();
        var self = Self;
        _looks = new LookTimer(time ?? TimeProvider.System, () => self.Tell(LookForOverdue.Instance));
        _settings = settings;
        _ledger = new LeaseLedger(settings.MaxAttempts);
        _power = new PowerGovernor(settings.Power);
        Receive<UsePool>(use => _pool = use.Pool);
        Receive<UseSettings>(OnUseSettings);
        Receive<AddDevice>(OnAddDevice);
        Receive<RetireDevice>(OnRetireDevice);
        Receive<PreparedFrame>(OnPrepared);
        Receive<TpuWorker.Joined>(OnJoined);
        Receive<TpuWorker.Demand>(OnDemand);
        Receive<TpuWorker.Inference>(OnInference);
        Receive<TpuWorker.Withdrawn>(OnWithdrawn);
        Receive<LookForOverdue>(_ => OnLookForOverdue());
        Receive<Drain>(_ =>
        {
            _draining = true;
            Deal();
        });
        Receive<Terminated>(OnWorkerGone);
    }

    /// <summary>The dealer of one pool.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="time">Whose timers it uses; null for the machine's.</param>
    /// <param name="queue">Where it counts those that wait; null for nowhere.</param>
    public static Props Props(PoolSettings settings, TimeProvider? time = null, QueueMeter? queue = null) =>
        Akka.Actor.Props.Create(() => new FrameDealer(settings, time, queue));

    /// <inheritdoc/>
    protected override void PostStop() => _looks.Dispose();

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void OnUseSettings(UseSettings use)
    {
        _settings = use.Settings;
        _ledger.MaxAttempts = use.Settings.MaxAttempts;
        _power.Use(use.Settings.Power);
        _newest.Clear();
        foreach (var device in _devices.Values)
        {
            Withhold(device, _settings.OutOfService.Contains(device.Name));
        }

        Deal();
        Sender.Tell(use);
    }

    private void OnAddDevice(AddDevice add)
    {
        _devices.Add(add.Slot.Name, new PoolDevice(add.Slot) { Withheld = _settings.OutOfService.Contains(add.Slot.Name) });
        Tell(add.Slot.Name, DeviceState.Opening, add.Reason);
    }

    private void OnRetireDevice(RetireDevice retire)
    {
        if (_devices.TryGetValue(retire.Device, out var device) && !device.Retiring)
        {
            device.Retiring = true;
            device.RetiredFor = retire.Reason;
            if (device.TakesFrames)
            {
                LeaveWhenRelieved(device);
            }
            else
            {
                _ledger.Retire(retire.Device);
                LeaveIfFree(device);
            }

            Deal();
        }
    }

    private void OnJoined(TpuWorker.Joined joined)
    {
        if (!_devices.TryGetValue(joined.Device, out var device) || device.Slot.Life != joined.Life)
        {
            // It was to leave before it had come.
            Sender.Tell(TpuWorker.Retire.Instance);
            return;
        }

        // A worker that restarts joins again.
        device.Worker = Sender;
        Context.Watch(Sender);
    }

    private void OnPrepared(PreparedFrame prepared)
    {
        _frames.Add(prepared.Frame.Id, prepared);
        CountArrival(prepared.Frame.Id);
        _ledger.TakeIn(prepared.Frame.Id, prepared.Frame.Forms, Now, prepared.Frame.StandsBehind);
        Deal();
    }

    private void OnDemand(TpuWorker.Demand demand)
    {
        if (DeviceNamed(demand.Device) is not { Retiring: false } device
            || !_ledger.Demand(demand.Device, demand.Epoch, demand.Count, device.Slot.Form))
        {
            return;
        }

        if (!device.TakesFrames)
        {
            device.ComingSince = null;
            Change(device, DeviceState.InService, "");
            ParkIfWithheld(device);
            LetRelievedLeave();
        }

        Deal();
    }

    private void OnInference(TpuWorker.Inference inference)
    {
        if (DeviceNamed(inference.Device) is not { } device
            || _ledger.Settle(inference.Frame, inference.Device, inference.Epoch, inference.InferTime, Now) == LeaseLedger.Settlement.Late)
        {
            // The device was given up, and here it is: let it ask for frames again in a life of its own.
            _log.Info("Device {0} answered for frame {1} too late; the answer is ignored.", inference.Device, inference.Frame);
            Sender.Tell(new TpuWorker.Renew(inference.Epoch));
            return;
        }

        CountLeases(device);
        _frames.Remove(inference.Frame, out var prepared);
        prepared!.Frame.Renderer.Tell(new RendererActor.FrameInferred(prepared, inference, device.Slot.Task));
        JudgeSpeed(device);
        LeaveIfFree(device);
        ParkIfFree(device);

        Deal();
    }

    private void OnWithdrawn(TpuWorker.Withdrawn withdrawn)
    {
        if (DeviceNamed(withdrawn.Device) is not { } device)
        {
            return;
        }

        if (TakeBack(device, withdrawn.Epoch, withdrawn.Failed) is { } exhausted)
        {
            _log.Warning("Frame {0} is dropped: {1} attempts failed, the last with: {2}", exhausted, _settings.MaxAttempts, withdrawn.Reason);
            Drop(exhausted, DropCause.InferenceFailed);
        }

        FailOutOfService(device, withdrawn.Lost ? DeviceState.Lost : DeviceState.Reopening, withdrawn.Reason);

        Deal();
    }

    private void OnLookForOverdue()
    {
        foreach (var (name, epoch, frame, deadline) in _ledger.Overdue(Now, _settings.Deadline))
        {
            _ledger.CountOverrun(name, deadline);
            var device = _devices[name];
            if (TakeBack(device, epoch, frame) is { } exhausted)
            {
                Drop(exhausted, DropCause.InferenceFailed);
            }

            FailOutOfService(device, DeviceState.Quarantined, string.Create(CultureInfo.InvariantCulture,
                $"It has had frame {frame} for over {deadline.TotalMilliseconds:0} ms; the frame goes to another device, and this one gets none until it answers."));
            Deal();
        }

        // Most looks find nothing of this to do, and should cost nothing.
        if (_power.Saves || IsAnyChanging || IsShortOfPerformance)
        {
            GiveUpThoseThatDoNotClose();
            SavePower();
        }

        // One that was given up may have been the last that frames could wait for.
        Deal();
        SetLookTimer(afterLook: true);
    }

    // A device can hang while it is closed, too.
    private void GiveUpThoseThatDoNotClose()
    {
        foreach (var device in _devices.Values.Where(device => Now - device.ClosingSince > _settings.Deadline.Ceiling).ToList())
        {
            Context.Unwatch(device.Worker);
            Leave(device);
        }
    }

    private void SetLookTimer(bool afterLook = false) => _looks.Use(
        _frames.Count > 0 || IsAnyChanging || IsShortOfPerformance ? LookTimer.Often : _power.Saves ? LookTimer.NowAndThen : LookTimer.Never, afterLook);

    private bool IsAnyChanging => _devices.Values.Any(device => device.IsChanging);

    // Whether devices are still as they were while power was saved, and it is not to be saved any more.
    private bool IsShortOfPerformance => !_power.Saves && _devices.Values.Any(device => device.IsSpared);

    private void OnWorkerGone(Terminated gone)
    {
        if (_devices.Values.FirstOrDefault(device => device.Worker.Equals(gone.ActorRef)) is { } device)
        {
            Leave(device);
            Deal();
        }
    }

    // By name and by sender: a device may have left, and its name been given to another.
    private PoolDevice? DeviceNamed(string name) => _devices.TryGetValue(name, out var device) && device.Worker.Equals(Sender) ? device : null;

    private FrameId? TakeBack(PoolDevice device, Epoch epoch, FrameId? failed)
    {
        var held = _ledger.HeldBy(device.Name);
        var exhausted = _ledger.Withdraw(device.Name, epoch, failed);
        device.Slot.Meter.CountTakenBack(held - _ledger.HeldBy(device.Name));
        CountLeases(device);
        return exhausted;
    }

    private void FailOutOfService(PoolDevice device, DeviceState state, string reason)
    {
        (device.ParksFor, device.ComingSince) = (null, null);
        Change(device, state, reason);
        LeaveIfFree(device);

        // Before it is asked whether any device is left.
        SavePower();
    }

    // One that is to leave, and need not be waited for any more, does.
    private void LeaveIfFree(PoolDevice device)
    {
        if (!device.Retiring || (device.WaitsForRelief && device.TakesFrames))
        {
            return;
        }

        if (!device.State.IsReady())
        {
            // Nobody waits for a call that may never return; the worker stops when it can. One that is still to come is told as it joins.
            device.Worker.Tell(TpuWorker.Retire.Instance);
            Context.Unwatch(device.Worker);
            Leave(device);
        }
        else if (_ledger.HeldBy(device.Name) == 0)
        {
            // It closes its device, and is gone when that is done.
            device.Worker.Tell(TpuWorker.Retire.Instance);
            device.ClosingSince = Now;
        }
    }

    private void Leave(PoolDevice device)
    {
        _ledger.Forget(device.Name);
        _power.Forget(device.Name);
        _devices.Remove(device.Name);
        CountLeases(device);
        Tell(device.Name, DeviceState.Retired, device.RetiredFor);
    }

    private void JudgeSpeed(PoolDevice device)
    {
        var drift = _ledger.Drift(device.Name);
        if (device.State == DeviceState.InService && drift >= _settings.DegradedFactor)
        {
            Change(device, DeviceState.Degraded, string.Create(CultureInfo.InvariantCulture, $"It takes {drift:0.0} times as long for a frame as it used to."));
        }
        else if (device.State == DeviceState.Degraded && drift <= 1 + Recovery * (_settings.DegradedFactor - 1))
        {
            Change(device, DeviceState.InService, "");
        }
    }

    private void Change(PoolDevice device, DeviceState state, string reason)
    {
        if (device.State != state)
        {
            device.State = state;
            Tell(device.Name, state, reason);
        }
    }

    private void Tell(string device, DeviceState state, string reason) =>
        Context.Parent.Tell(new DeviceChanged(device, state, reason, Stopwatch.GetTimestamp()));

    private void Deal()
    {
        foreach (var stranded in _ledger.TakeStranded())
        {
            _frames.Remove(stranded, out var prepared);
            prepared!.Frame.Camera.Tell(new CameraActor.PrepareAgain(prepared.Frame));
        }

        while (_ledger.TryLease(Now, out var grant))
        {
            var device = _devices[grant.Worker];
            CountLeases(device);
            var input = _frames[grant.Frame].Frame.InputIn(device.Slot.Form)!.Tensor;
            _pool.Tell(new TpuWorker.Lease(
                device.Worker, grant.Frame, grant.Epoch, grant.Attempt, input.Memory, _ledger.Deadline(grant.Worker, _settings.Deadline)));
        }

        if (!_ledger.AnyWorker)
        {
            DropWaiting();
        }

        _queue.Length = _ledger.WaitingCount;
        SetLookTimer();
    }

    private void CountLeases(PoolDevice device) => device.Slot.Meter.Leases = _ledger.HeldBy(device.Name);

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
