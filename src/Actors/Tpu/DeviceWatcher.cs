using System.Diagnostics;
using Actors.Interop;
using Actors.Route;
using Akka.Actor;
using Akka.Event;
using Akka.Routing;

namespace Actors.Tpu;

/// <summary>Sees that the pool has the devices that the settings ask for: as they come and go, and when the settings change.</summary>
/// <remarks>
/// <para>
/// It compares what should be there with what is, and takes the next step, whenever either may have changed: at
/// <see cref="UseDevices"/>, at a <see cref="DeviceChanged"/>, and every so often, when it lists the Edge TPUs.
/// </para>
/// <para>
/// A device that comes joins at once, and one that is too many leaves at once, after it has answered what it holds. One that
/// is to become another, or to run another model, is replaced: it leaves, then the other joins. Of those one is under way at
/// a time, so that the rate never falls by more than one device's.
/// </para>
/// </remarks>
public sealed class DeviceWatcher : ReceiveActor, IWithTimers
{
    /// <summary>
    /// Have these devices run this. The parent is told each change as <see cref="PipelineActor.Changed"/> or
    /// <see cref="PipelineActor.NotChanged"/>, the settings' coming into force as <see cref="SettingsInUse"/>, and the
    /// devices' as <see cref="DevicesInUse"/>.
    /// </summary>
    /// <param name="Pool">The pool's settings.</param>
    /// <param name="Task">What to run.</param>
    /// <param name="ListEdgeTpus">Lists the Edge TPUs of this machine.</param>
    public sealed record UseDevices(PoolSettings Pool, DetectionTask Task, Func<IReadOnlyList<EdgeTpuDevice>> ListEdgeTpus);

    /// <summary>Credits, deadlines, delays and thresholds are in force.</summary>
    public sealed class SettingsInUse
    {
        /// <summary>The message.</summary>
        public static readonly SettingsInUse Instance = new();

        private SettingsInUse()
        {
        }
    }

    /// <summary>Every device that is to come has opened or failed to, and those that were to leave are gone.</summary>
    /// <param name="Task">What they run: the new task; the old one, where the first device to change did not take the new model.</param>
    public sealed record DevicesInUse(DetectionTask Task);

    /// <summary>To the parent: so many devices are to be in the pool.</summary>
    public sealed record PoolSize(int Devices);

    /// <summary>To the parent: no device opened, and none ever had.</summary>
    public sealed record NoneOpens(Exception Failure);

    private sealed record OpeningOverdue(PoolMember Member);

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    /// <summary>One that leaves so that another can join.</summary>
    private sealed record Replacement(PoolMember Old, WantedDevice New)
    {
        /// <summary>Whether nothing was wrong with the old one, so that a new one that does not open has the new model to blame, not the device.</summary>
        public bool WasSound { get; } = Old.IsReady || Old.IsOpening;

        public PoolMember? Joined { get; set; }
    }

    // Longer than a device in a process of its own is given, and than any sound one takes.
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(75);

    private readonly DeviceRoster _roster;
    private readonly IActorRef _dealer;
    private readonly IActorRef _pool;
    private readonly EdgeTpuSearch _search = new(Context.GetLogger());
    private readonly List<PoolMember> _members = [];
    private UseDevices _use;
    private DetectionTask _taskBefore;
    private DeviceResolver _resolver;
    private Replacement? _replacement;
    private int _size = -1;
    private bool _anyServed;

    // Since when a change has been under way; null between changes.
    private long? _changingSince;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public DeviceWatcher(DeviceRoster roster, IActorRef dealer, IActorRef pool, UseDevices use)
    {
        _roster = roster;
        _dealer = dealer;
        _pool = pool;
        _use = use;
        _taskBefore = use.Task;
        _resolver = ResolverOf(use);
        Receive<UseDevices>(OnUseDevices);
        Receive<FrameDealer.UseSettings>(_ => Context.Parent.Tell(SettingsInUse.Instance));
        Receive<DeviceChanged>(OnDeviceChanged);
        Receive<TpuWorker.OpenFailed>(OnOpenFailed);
        Receive<Look>(_ => OnLook());
        Receive<OpeningOverdue>(overdue => OnOpeningOverdue(overdue.Member));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The watcher of one pool. It lists devices on a thread of its own, since that can take its time.</summary>
    /// <param name="roster">Where devices get their names.</param>
    /// <param name="dealer">Who deals frames to them.</param>
    /// <param name="pool">The router whose workers they get.</param>
    /// <param name="use">The devices to begin with.</param>
    public static Props Props(DeviceRoster roster, IActorRef dealer, IActorRef pool, UseDevices use) =>
        Akka.Actor.Props.Create(() => new DeviceWatcher(roster, dealer, pool, use)).WithDispatcher("actors.device-dispatcher");

    /// <inheritdoc/>
    protected override void PreStart()
    {
        StartLooking();
        OnLook();
        if (_members.Count == 0)
        {
            Context.Parent.Tell(new NoneOpens(new DeviceException(_search.Missing.Length > 0
                ? $"There is no {_search.Missing}, nor any other device."
                : $"There is no Edge TPU, and the model '{_use.Task.ModelName}' is compiled for nothing else.")));
        }
    }

    private static DeviceResolver ResolverOf(UseDevices use) => new(use.Pool.Devices, Environment.ProcessorCount);

    private bool FallsBackToCpu => _use.Task.RunsOnCpu && (_use.Pool.FallsBackToCpu || _resolver.FallsBackToCpu);

    private void StartLooking()
    {
        Timers.Cancel(nameof(Look));
        if (_resolver.LooksForEdgeTpus)
        {
            Timers.StartPeriodicTimer(nameof(Look), Look.Instance, _use.Pool.DevicePoll, _use.Pool.DevicePoll);
        }
    }

    private void OnUseDevices(UseDevices use)
    {
        _changingSince = Stopwatch.GetTimestamp();
        _taskBefore = _use.Task;
        if (!use.Pool.Devices.SequenceEqual(_use.Pool.Devices))
        {
            _resolver = ResolverOf(use);
        }

        _use = use;
        _roster.Settings = use.Pool;
        _pool.Tell(new Broadcast(TpuWorker.SettingsChanged.Instance));
        _dealer.Tell(new FrameDealer.UseSettings(use.Pool));
        StartLooking();
        OnLook();
    }

    private void OnLook()
    {
        if (_resolver.LooksForEdgeTpus)
        {
            _search.Look(
                _resolver, _use.ListEdgeTpus, missingIsNone: FallsBackToCpu,
                isLost: where => _members.Exists(member => member.State is DeviceState.Lost or DeviceState.Parked && member.Slot.Device.Exclusive == where));
        }

        Reconcile();
    }

    private void OnDeviceChanged(DeviceChanged changed)
    {
        if (_members.Find(member => member.Slot.Name == changed.Device) is not { } member)
        {
            return;
        }

        member.State = changed.State;
        if (member.TakesFrames)
        {
            _anyServed = true;
            member.Failure = null;
            Opened(member);
        }
        else if (changed.State == DeviceState.Retired)
        {
            OnGone(member);
        }

        Reconcile();
    }

    private void OnOpenFailed(TpuWorker.OpenFailed failed)
    {
        if (_members.Find(member => member.Slot.Name == failed.Device && member.Slot.Life == failed.Life) is not { } member)
        {
            return;
        }

        var first = member.IsOpening;
        member.Failure = failed.Failure;
        if (first)
        {
            // Unless the device was out of order before or was pulled out just now, it may be the new model's fault, and no
            // reason to lose the next device to it.
            if (_replacement is { WasSound: true } && _replacement.Joined == member && !_use.Task.RunsTheSameAs(_taskBefore) && member.Slot.Device.IsPresent
                && !_members.Exists(other => other.IsReady && other.Slot.Task.RunsTheSameAs(_use.Task)))
            {
                Refuse(failed);
            }

            Opened(member);
        }

        Reconcile();
        if (!_anyServed && _members.TrueForAll(other => other.Failure is not null))
        {
            Context.Parent.Tell(new NoneOpens(failed.Failure));
        }
    }

    // One in this process may never return from being opened. It stays in the pool, should it; but nobody waits for it.
    private void OnOpeningOverdue(PoolMember member)
    {
        if (_members.Contains(member) && member.IsOpening)
        {
            OnOpenFailed(new TpuWorker.OpenFailed(
                member.Slot.Name, member.Slot.Life, new DeviceException($"It has not opened within {OpenLimit.TotalSeconds} s."), ""));
        }
    }

    private void Refuse(TpuWorker.OpenFailed failed)
    {
        Context.Parent.Tell(new PipelineActor.NotChanged(SettingsChanges.Model, $"{_use.Task.ModelName} does not open on {failed.Device}: {failed.Failure.Message}"));
        _use = _use with { Task = _taskBefore };
    }

    // In service, or failed to open for the first time: either way the change is through.
    private void Opened(PoolMember member)
    {
        if (_replacement?.Joined == member)
        {
            _replacement = null;
        }

        if (member.Replaces is { } from)
        {
            member.Replaces = null;
            Context.Parent.Tell(member.Failure is null
                ? new PipelineActor.Changed($"device {member.Slot.Name}", from, member.Slot.Device.ToString(), Elapsed)
                : new PipelineActor.NotChanged($"device {member.Slot.Name}", $"{member.Slot.Device} does not open yet: {member.Failure.Message}"));
        }
    }

    private TimeSpan Elapsed => _changingSince is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    private void OnGone(PoolMember member)
    {
        _members.Remove(member);
        _roster.Remove(member.Slot);
        if (_replacement?.Old == member)
        {
            var wanted = _replacement.New;
            _replacement.Joined = Join(wanted, wanted.Device.Equals(member.Slot.Device) ? null : member.Slot.Device.ToString());
        }
        else if (!member.IsFallback && _changingSince is not null)
        {
            Context.Parent.Tell(new PipelineActor.Changed($"device {member.Slot.Name}", member.Slot.Device.ToString(), "", Elapsed));
        }
    }

    /// <summary>Compares what should be there with what is, and takes the next step.</summary>
    private void Reconcile()
    {
        var wanted = WantedDevices.Of(_resolver.Devices, FallsBackToCpu ? _resolver.CpuDevices : [], _members, isReplacing: _replacement is not null);
        TellSize(wanted.Count);
        var difference = PoolDifference.Between(wanted, _members, _use.Task, _replacement is { Joined: null } ? _replacement.New : null);
        foreach (var member in difference.Same)
        {
            member.Slot.Task = _use.Task;
        }

        foreach (var (member, other) in difference.Replaced)
        {
            if (_replacement is null)
            {
                _replacement = new Replacement(member, other);
                Leave(member);
            }
        }

        // Those that serve stay until nothing is being replaced: else none might serve meanwhile.
        foreach (var member in difference.TooMany.Where(member => _replacement is null || !member.TakesFrames))
        {
            Leave(member);
        }

        foreach (var missing in difference.Missing)
        {
            Join(missing, _changingSince is null || missing.IsFallback ? null : "");
        }

        if (_changingSince is not null && _replacement is null && _members.TrueForAll(member => !member.Leaving && !member.IsOpening))
        {
            _changingSince = null;
            Context.Parent.Tell(new DevicesInUse(_use.Task));
        }
    }

    private void TellSize(int size)
    {
        if (size != _size)
        {
            _size = size;
            Context.Parent.Tell(new PoolSize(size));
        }
    }

    private PoolMember Join(WantedDevice wanted, string? replaces)
    {
        var member = new PoolMember(_roster.Add(wanted.Device, _use.Task), wanted.IsFallback) { Replaces = replaces };
        _members.Add(member);
        var reason = wanted.IsFallback ? "No other device is in service." : _changingSince is null && _anyServed ? "It has been plugged in." : "";
        _dealer.Tell(new FrameDealer.AddDevice(member.Slot, reason));
        _pool.Tell(new AdjustPoolSize(1));
        Timers.StartSingleTimer(member, new OpeningOverdue(member), OpenLimit);
        return member;
    }

    private void Leave(PoolMember member)
    {
        member.Leaving = true;
        _dealer.Tell(new FrameDealer.RetireDevice(member.Slot.Name, member.IsFallback ? "Another device is in service." : ""));
    }
}
