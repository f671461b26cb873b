using System.Diagnostics;
using System.Globalization;
using Actors.Capture;
using Actors.Interop;
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

    private sealed class Member(DeviceRoster.Slot slot)
    {
        public DeviceRoster.Slot Slot { get; } = slot;
        public IActorRef Worker { get; set; } = ActorRefs.Nobody;
        public DeviceState State { get; set; } = DeviceState.Opening;
        public bool Retiring { get; set; }
        public string RetiredFor { get; set; } = "";

        /// <summary>Since when its worker has been told to close it, and has held nothing.</summary>
        public TimeSpan? ClosingSince { get; set; }

        /// <summary>Whether it leaves only when those that were brought in for it are there.</summary>
        public bool WaitsForRelief { get; set; }

        /// <summary>Whether it is parked when it has answered what it holds.</summary>
        public bool Resting { get; set; }

        /// <summary>Whether the settings keep it out of service.</summary>
        public bool Withheld { get; set; }

        /// <summary>Since when its worker, which had been parked, has been told to open it.</summary>
        public TimeSpan? ComingSince { get; set; }

        /// <summary>At which clock it is, or was the last time.</summary>
        public EdgeTpuClock Clock { get; set; } = EdgeTpuClock.Max;

        public bool TakesFrames => State.TakesFrames();

        /// <summary>Whether it is waited for: to close, to open, or to be relieved.</summary>
        public bool IsChanging => ClosingSince is not null || ComingSince is not null || WaitsForRelief || Resting;
    }

    // An overrun is noticed at most this much late; looking costs a few microseconds.
    internal static readonly TimeSpan OverdueInterval = TimeSpan.FromMilliseconds(10);

    // Of a pool that saves power, while no frames are on their way.
    internal static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(250);

    // A degraded device is sound again when it has come back this part of the way to its baseline.
    private const double Recovery = 0.5;

    private readonly LeaseLedger _ledger;
    private readonly Dictionary<FrameId, PreparedFrame> _frames = [];
    private readonly Dictionary<string, Member> _devices = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly QueueMeter _queue;
    private PoolSettings _settings;
    private IActorRef _pool = ActorRefs.Nobody;
    private bool _draining;

    // Not Akka's, whose scheduler would have to wake a hundred times a second even while there is nothing to look for.
    private readonly ITimer _lookTimer;
    private TimeSpan _lookInterval = Timeout.InfiniteTimeSpan;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public FrameDealer(PoolSettings settings, TimeProvider? time = null, QueueMeter? queue = null)
    {
        _queue = queue ?? new QueueMeter();
        var self = Self;
        _lookTimer = (time ?? TimeProvider.System).CreateTimer(_ => self.Tell(LookForOverdue.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
    protected override void PostStop() => _lookTimer.Dispose();

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void OnUseSettings(UseSettings use)
    {
        _settings = use.Settings;
        _ledger.MaxAttempts = use.Settings.MaxAttempts;
        _power.Use(use.Settings.Power);
        _newest.Clear();
        foreach (var member in _devices.Values)
        {
            member.Withheld = _settings.OutOfService.Contains(member.Slot.Name);
            RestIfWithheld(member);
        }

        Deal();
        Sender.Tell(use);
    }

    private void OnAddDevice(AddDevice add)
    {
        _devices.Add(add.Slot.Name, new Member(add.Slot) { Withheld = _settings.OutOfService.Contains(add.Slot.Name) });
        Tell(add.Slot.Name, DeviceState.Opening, add.Reason);
    }

    private void OnRetireDevice(RetireDevice retire)
    {
        if (_devices.TryGetValue(retire.Device, out var member) && !member.Retiring)
        {
            member.Retiring = true;
            member.RetiredFor = retire.Reason;
            if (member.TakesFrames)
            {
                LeaveWhenRelieved(member);
            }
            else
            {
                _ledger.Retire(retire.Device);
                LeaveIfFree(member);
            }

            Deal();
        }
    }

    private void OnJoined(TpuWorker.Joined joined)
    {
        if (!_devices.TryGetValue(joined.Device, out var member) || member.Slot.Life != joined.Life)
        {
            // It was to leave before it had come.
            Sender.Tell(TpuWorker.Retire.Instance);
            return;
        }

        // A worker that restarts joins again.
        member.Worker = Sender;
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
        if (MemberOf(demand.Device) is not { Retiring: false } member
            || !_ledger.Demand(demand.Device, demand.Epoch, demand.Count, member.Slot.Form))
        {
            return;
        }

        if (!member.TakesFrames)
        {
            member.ComingSince = null;
            Change(demand.Device, DeviceState.InService, "");
            RestIfWithheld(member);
            LetRelievedLeave();
        }

        Deal();
    }

    private void OnInference(TpuWorker.Inference inference)
    {
        if (MemberOf(inference.Device) is not { } member
            || _ledger.Settle(inference.Frame, inference.Device, inference.Epoch, inference.InferTime, Now) == LeaseLedger.Settlement.Late)
        {
            // The device was given up, and here it is: let it ask for frames again in a life of its own.
            _log.Info("Device {0} answered for frame {1} too late; the answer is ignored.", inference.Device, inference.Frame);
            Sender.Tell(new TpuWorker.Renew(inference.Epoch));
            return;
        }

        CountLeases(member);
        _frames.Remove(inference.Frame, out var prepared);
        prepared!.Frame.Renderer.Tell(new RendererActor.FrameInferred(prepared, inference, member.Slot.Task));
        JudgeSpeed(inference.Device, member);
        LeaveIfFree(member);
        ParkIfFree(member);

        Deal();
    }

    private void OnWithdrawn(TpuWorker.Withdrawn withdrawn)
    {
        if (MemberOf(withdrawn.Device) is not { } member)
        {
            return;
        }

        if (TakeBack(member, withdrawn.Epoch, withdrawn.Failed) is { } exhausted)
        {
            _log.Warning("Frame {0} is dropped: {1} attempts failed, the last with: {2}", exhausted, _settings.MaxAttempts, withdrawn.Reason);
            Drop(exhausted, DropCause.InferenceFailed);
        }

        FailOutOfService(member, withdrawn.Lost ? DeviceState.Lost : DeviceState.Reopening, withdrawn.Reason);

        Deal();
    }

    private void OnLookForOverdue()
    {
        foreach (var (device, epoch, frame, deadline) in _ledger.Overdue(Now, _settings.Deadline))
        {
            _ledger.CountOverrun(device, deadline);
            var member = _devices[device];
            if (TakeBack(member, epoch, frame) is { } exhausted)
            {
                Drop(exhausted, DropCause.InferenceFailed);
            }

            FailOutOfService(member, DeviceState.Quarantined, string.Create(CultureInfo.InvariantCulture,
                $"It has had frame {frame} for over {deadline.TotalMilliseconds:0} ms; the frame goes to another device, and this one gets none until it answers."));
            Deal();
        }

        // Most looks find nothing of this to do, and should cost nothing.
        if (_power.Saves || IsAnyChanging || CouldUnpark)
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
        foreach (var (device, member) in _devices.Where(device => Now - device.Value.ClosingSince > _settings.Deadline.Ceiling).ToList())
        {
            Context.Unwatch(member.Worker);
            Leave(device);
        }
    }

    // Often while frames are on their way or a device changes its state; now and then while power is saved; else never. Only a
    // look makes looks rarer: frames that come and go between two of them would put the next one off for ever.
    private void SetLookTimer(bool afterLook = false)
    {
        var interval = _frames.Count > 0 || IsAnyChanging || CouldUnpark ? OverdueInterval
            : _power.Saves ? IdleInterval
            : Timeout.InfiniteTimeSpan;
        if (interval != _lookInterval && (afterLook || _lookInterval == Timeout.InfiniteTimeSpan || interval == OverdueInterval))
        {
            _lookInterval = interval;
            _lookTimer.Change(interval, interval);
        }
    }

    private bool IsAnyChanging => _devices.Values.Any(member => member.IsChanging);

    private bool CouldUnpark => !_power.Saves && _devices.Values.Any(member => member is { State: DeviceState.Parked, Withheld: false });

    private void OnWorkerGone(Terminated gone)
    {
        if (_devices.FirstOrDefault(device => device.Value.Worker.Equals(gone.ActorRef)).Key is { } device)
        {
            Leave(device);
            Deal();
        }
    }

    // By name and by sender: a device may have left, and its name been given to another.
    private Member? MemberOf(string device) => _devices.TryGetValue(device, out var member) && member.Worker.Equals(Sender) ? member : null;

    private FrameId? TakeBack(Member member, Epoch epoch, FrameId? failed)
    {
        var device = member.Slot.Name;
        var held = _ledger.HeldBy(device);
        var exhausted = _ledger.Withdraw(device, epoch, failed);
        member.Slot.Meter.CountTakenBack(held - _ledger.HeldBy(device));
        CountLeases(member);
        return exhausted;
    }

    private void FailOutOfService(Member member, DeviceState state, string reason)
    {
        (member.Resting, member.ComingSince) = (false, null);
        Change(member.Slot.Name, state, reason);
        LeaveIfFree(member);

        // Before it is asked whether any device is left.
        SavePower();
    }

    // One that is to leave, and need not be waited for any more, does.
    private void LeaveIfFree(Member member)
    {
        if (!member.Retiring || (member.WaitsForRelief && member.TakesFrames))
        {
            return;
        }

        if (!member.State.IsReady())
        {
            // Nobody waits for a call that may never return; the worker stops when it can. One that is still to come is told as it joins.
            member.Worker.Tell(TpuWorker.Retire.Instance);
            Context.Unwatch(member.Worker);
            Leave(member.Slot.Name);
        }
        else if (_ledger.HeldBy(member.Slot.Name) == 0)
        {
            // It closes its device, and is gone when that is done.
            member.Worker.Tell(TpuWorker.Retire.Instance);
            member.ClosingSince = Now;
        }
    }

    private void Leave(string device)
    {
        _ledger.Forget(device);
        _power.Forget(device);
        _devices.Remove(device, out var member);
        CountLeases(member!);
        Tell(device, DeviceState.Retired, member!.RetiredFor);
    }

    private void JudgeSpeed(string device, Member member)
    {
        var drift = _ledger.Drift(device);
        if (member.State == DeviceState.InService && drift >= _settings.DegradedFactor)
        {
            Change(device, DeviceState.Degraded, string.Create(CultureInfo.InvariantCulture, $"It takes {drift:0.0} times as long for a frame as it used to."));
        }
        else if (member.State == DeviceState.Degraded && drift <= 1 + Recovery * (_settings.DegradedFactor - 1))
        {
            Change(device, DeviceState.InService, "");
        }
    }

    private void Change(string device, DeviceState state, string reason)
    {
        var member = _devices[device];
        if (member.State != state)
        {
            member.State = state;
            Tell(device, state, reason);
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
            var member = _devices[grant.Worker];
            CountLeases(member);
            var input = _frames[grant.Frame].Frame.InputIn(member.Slot.Form)!.Tensor;
            _pool.Tell(new TpuWorker.Lease(
                member.Worker, grant.Frame, grant.Epoch, grant.Attempt, input.Memory, _ledger.Deadline(grant.Worker, _settings.Deadline)));
        }

        if (!_ledger.AnyWorker)
        {
            DropWaiting();
        }

        _queue.Length = _ledger.WaitingCount;
        SetLookTimer();
    }

    private void CountLeases(Member member) => member.Slot.Meter.Leases = _ledger.HeldBy(member.Slot.Name);

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
