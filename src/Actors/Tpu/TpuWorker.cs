using System.Diagnostics;
using System.Globalization;
using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Akka.Actor;
using Akka.Routing;

namespace Actors.Tpu;

/// <summary>Runs one accelerator, one frame at a time, on a thread of its own.</summary>
/// <remarks>
/// <code>
///  Waiting --delay, or the device is back--> Opening --opened--> Serving --Park--> Parked
///     ^                                        |   ^                |                 |
///     |                                        |   +----------------|---- Unpark -----+
///     +---------------- restart ---------------+-- any DeviceFault -+   the dealer leases its frames again
///
///  Retire, in any of them: closes the device and stops. The dealer sends it after the last lease.
/// </code>
/// A restart keeps the mailbox, so leases of an earlier epoch may still arrive; they are dropped here because the
/// dealer has already given those frames to somebody else. After a fault the supervisor restarts the worker at once,
/// and the worker withholds its demand until its device is open again: nothing is queued at a device that is not there.
/// </remarks>
public sealed class TpuWorker : ReceiveActor, IWithTimers
{
    /// <summary>To the dealer: the worker of a device is there. It says so again after a restart.</summary>
    /// <param name="Device">Whose.</param>
    /// <param name="Life">Which of those that had this name.</param>
    public sealed record Joined(string Device, int Life);

    /// <summary>
    /// Asks the dealer for up to <paramref name="Count"/> frames; below 0, takes back what it asked for. A worker without demand
    /// is given nothing.
    /// </summary>
    public sealed record Demand(string Device, Epoch Epoch, int Count);

    /// <summary>One frame's input, to be run within a limit from when it starts. Plain values and bytes, so that a worker could be on another machine.</summary>
    public sealed record Lease(IActorRef Worker, FrameId Frame, Epoch Epoch, int Attempt, ReadOnlyMemory<byte> Input, TimeSpan Limit) : TpuPool.IAddressed;

    /// <summary>The answer to a lease, which also asks for one frame more.</summary>
    public sealed record Inference(string Device, FrameId Frame, Epoch Epoch, int Attempt, TimeSpan InferTime, IReadOnlyList<Detection> Detections);

    /// <summary>The worker is out of service; its leases are nobody's.</summary>
    /// <param name="Device">Whose.</param>
    /// <param name="Epoch">The life that ended.</param>
    /// <param name="Failed">The frame it failed on, if it did on one.</param>
    /// <param name="Lost">Whether the device is not there any more.</param>
    /// <param name="Reason">What happened, in one line.</param>
    public sealed record Withdrawn(string Device, Epoch Epoch, FrameId? Failed, bool Lost, string Reason);

    /// <summary>The dealer had given this worker up, in the named life: begin a new one.</summary>
    public sealed record Renew(Epoch Epoch);

    /// <summary>Finish what you hold, then stop.</summary>
    public sealed class Retire
    {
        /// <summary>The message.</summary>
        public static readonly Retire Instance = new();

        private Retire()
        {
        }
    }

    /// <summary>The device is not needed: close it, so that it may sleep, until <see cref="Unpark"/>. The dealer sends it after the last lease.</summary>
    public sealed class Park
    {
        /// <summary>The message.</summary>
        public static readonly Park Instance = new();

        private Park()
        {
        }
    }

    /// <summary>The device is needed again: open it.</summary>
    /// <param name="Clock">At which clock, where it has one to choose.</param>
    public sealed record Unpark(EdgeTpuClock Clock);

    /// <summary>The roster has other settings: see whether as many frames as before are wanted.</summary>
    public sealed class SettingsChanged
    {
        /// <summary>The message.</summary>
        public static readonly SettingsChanged Instance = new();

        private SettingsChanged()
        {
        }
    }

    /// <summary>To the pipeline: the device does not open; it will be tried again.</summary>
    /// <param name="Device">Which.</param>
    /// <param name="Life">Which of those that had this name.</param>
    /// <param name="Failure">Why.</param>
    /// <param name="Retry">When, as a sentence.</param>
    public sealed record OpenFailed(string Device, int Life, Exception Failure, string Retry);

    private sealed class LookForDevice
    {
        public static readonly LookForDevice Instance = new();
    }

    private sealed class Open
    {
        public static readonly Open Instance = new();
    }

    private readonly DeviceRoster _roster;
    private readonly DeviceRoster.Slot _slot;
    private readonly IActorRef _dealer;
    private readonly IActorRef _pipeline;
    private IDevice? _device;
    private DetectionDecoder? _decoder;

    // What it has asked for in this life.
    private int _credits;

    // Set where the device did not open, by when the failure has been counted. (A timer's message arrives wrapped, so that
    // PreRestart cannot tell by it.)
    private string? _retry;

    /// <summary>Creates the worker; use <see cref="Props"/>.</summary>
    public TpuWorker(DeviceRoster roster, IActorRef dealer, IActorRef pipeline)
    {
        _roster = roster;
        _slot = roster.Claim(Path);
        _dealer = dealer;
        _pipeline = pipeline;
        Receive<Open>(_ => OnOpen());
        Receive<LookForDevice>(_ => OnLookForDevice());
        Receive<Lease>(OnLease);
        Receive<Renew>(OnRenew);
        Receive<Park>(_ => OnPark());
        Receive<Unpark>(OnUnpark);
        Receive<SettingsChanged>(_ => OnSettingsChanged());
        Receive<Retire>(_ => OnRetire());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The pool of workers, which starts empty; see <see cref="TpuPool"/>.</summary>
    /// <param name="roster">Where each worker finds its device, what to run on it, and the pool's settings.</param>
    /// <param name="dealer">Whom to ask for frames.</param>
    /// <param name="pipeline">Whom to tell that a device does not open.</param>
    public static Props Props(DeviceRoster roster, IActorRef dealer, IActorRef pipeline) =>
        Akka.Actor.Props.Create(() => new TpuWorker(roster, dealer, pipeline))
            .WithRouter(FromConfig.Instance)
            .WithDispatcher("actors.device-dispatcher");

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _dealer.Tell(new Joined(_slot.Name, _slot.Life));
        if (_slot.FailuresInARow == 0)
        {
            Self.Tell(Open.Instance);
        }
        else if (_slot.Lost)
        {
            Timers.StartPeriodicTimer(nameof(LookForDevice), LookForDevice.Instance, Settings.DevicePoll, Settings.DevicePoll);
        }
        else
        {
            Timers.StartSingleTimer(nameof(Open), Open.Instance, _slot.ReopenDelay);
        }
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        var failed = message is Lease { Frame: var frame, Epoch: var epoch } && epoch == _slot.Epoch ? frame : (FrameId?)null;
        var retry = _retry ?? CountFailure();
        _dealer.Tell(new Withdrawn(_slot.Name, _slot.Epoch, failed, _slot.Lost, $"{reason.Message} {retry}"));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Close();

    private string Path => Self.Path.ToStringWithoutAddress();

    private PoolSettings Settings => _roster.Settings;

    // Devices that failed together, as on a hub that was unplugged, are not all opened at the same moment.
    private static double Jitter => 0.9 + 0.2 * Random.Shared.NextDouble();

    /// <summary>The wait before the n-th try to open a device that failed: doubles from the first to the longest.</summary>
    internal static TimeSpan ReopenDelay(PoolSettings settings, int failuresInARow)
    {
        // In floating point: after enough failures no other number holds the product.
        var ticks = settings.ReopenDelay.Ticks * Math.Pow(2, failuresInARow - 1);
        return ticks < settings.ReopenDelayLimit.Ticks ? TimeSpan.FromTicks((long)ticks) : settings.ReopenDelayLimit;
    }

    private string CountFailure()
    {
        _slot.FailuresInARow++;
        _slot.Meter.CountFault();
        _slot.Lost = !_slot.Device.IsPresent;
        _slot.ReopenDelay = Jitter * ReopenDelay(Settings, _slot.FailuresInARow);
        return _slot.Lost
            ? "It is opened again when it is back."
            : string.Create(CultureInfo.InvariantCulture, $"It is opened again in {_slot.ReopenDelay.TotalSeconds:0.0} s.");
    }

    private void OnOpen()
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            _device = _slot.Device.At(_slot.Clock).Open(_slot.Task.ModelOn(_slot.Device), _slot.Task.Input);
            _decoder = DetectionDecoder.For(_device.Outputs, _slot.Task.ModelName, _slot.Task.Raw);
        }
#pragma warning disable CA1031 // A native library may fail in ways of its own, an entry point it lacks say; the pipeline must hear of any.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _retry = CountFailure();
            _pipeline.Tell(new OpenFailed(_slot.Name, _slot.Life, failure, _retry));
            throw new DeviceFault(failure);
        }

        _slot.Meter.CountOpening(_device.Path, Stopwatch.GetElapsedTime(start));
        BeginLife();
    }

    private void OnLookForDevice()
    {
        if (_slot.Device.IsPresent)
        {
            Timers.Cancel(nameof(LookForDevice));
            OnOpen();
        }
    }

    private void OnRenew(Renew renew)
    {
        if (renew.Epoch == _slot.Epoch && _device is not null)
        {
            BeginLife();
        }
    }

    private void OnPark()
    {
        // It is not opened before it is wanted, should it have been about to be.
        Timers.CancelAll();
        Close();
    }

    private void OnUnpark(Unpark unpark)
    {
        _slot.Clock = unpark.Clock;
        OnOpen();
    }

    private void Close()
    {
        _device?.Dispose();
        _device = null;
    }

    private void OnRetire()
    {
        _roster.Unclaim(Path);
        Context.Stop(Self);
    }

    private void BeginLife()
    {
        _slot.Epoch = _slot.Epoch.Next;
        _credits = Settings.Credits;
        _dealer.Tell(new Demand(_slot.Name, _slot.Epoch, _credits));
    }

    private void OnSettingsChanged()
    {
        var more = Settings.Credits - _credits;
        if (_device is not null && more != 0)
        {
            _credits += more;
            _dealer.Tell(new Demand(_slot.Name, _slot.Epoch, more));
        }
    }

    private void OnLease(Lease lease)
    {
        if (lease.Epoch != _slot.Epoch || _device is null)
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        IReadOnlyList<Detection> detections;
        try
        {
            // For as long as the call takes, which can be longer than anybody waits for it.
            using var held = lease.Input.Pin();
            _device.Run(lease.Input, lease.Limit);
            detections = _decoder!.Decode(_device, _slot.Task.DeviceFilter);
        }
        catch (ObjectDisposedException)
        {
            // The frame waited here behind a call that did not return, and has ended elsewhere long ago.
            return;
        }
        catch (InteropException failure)
        {
            throw new DeviceFault(failure);
        }

        _slot.FailuresInARow = 0;
        var took = _slot.Meter.CountFrameSince(start);
        _dealer.Tell(new Inference(_slot.Name, lease.Frame, lease.Epoch, lease.Attempt, took, detections));
    }
}
