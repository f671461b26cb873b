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
///  Waiting --delay, or the device is back--> Opening --opened--> Serving
///     ^                                         |                   |
///     +---------------- restart ----------------+-- any DeviceFault +   the dealer leases its frames again
/// </code>
/// A restart keeps the mailbox, so leases of an earlier epoch may still arrive; they are dropped here because the
/// dealer has already given those frames to somebody else. After a fault the supervisor restarts the worker at once,
/// and the worker withholds its demand until its device is open again: nothing is queued at a device that is not there.
/// </remarks>
public sealed class TpuWorker : ReceiveActor, IWithTimers
{
    /// <summary>Asks the dealer for up to <paramref name="Count"/> frames. A worker without demand is given nothing.</summary>
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

    /// <summary>To the pipeline: the device does not open; it will be tried again.</summary>
    /// <param name="Device">Which.</param>
    /// <param name="Failure">Why.</param>
    /// <param name="Retry">When, as a sentence.</param>
    public sealed record OpenFailed(string Device, Exception Failure, string Retry);

    private sealed class LookForDevice
    {
        public static readonly LookForDevice Instance = new();
    }

    private sealed class Open
    {
        public static readonly Open Instance = new();
    }

    private readonly DeviceRoster.Slot _slot;
    private readonly DetectionTask _task;
    private readonly PoolSettings _settings;
    private readonly IActorRef _dealer;
    private readonly IActorRef _pipeline;
    private IDevice? _device;
    private DetectionDecoder? _decoder;

    // Set where the device did not open, by when the failure has been counted. (A timer's message arrives wrapped, so that
    // PreRestart cannot tell by it.)
    private string? _retry;

    /// <summary>Creates the worker; use <see cref="Props"/>.</summary>
    public TpuWorker(DeviceRoster roster, DetectionTask task, PoolSettings settings, IActorRef dealer, IActorRef pipeline)
    {
        _slot = roster.Claim(Self.Path.ToStringWithoutAddress());
        _task = task;
        _settings = settings;
        _dealer = dealer;
        _pipeline = pipeline;
        Receive<Open>(_ => OnOpen());
        Receive<LookForDevice>(_ => OnLookForDevice());
        Receive<Lease>(OnLease);
        Receive<Renew>(OnRenew);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The pool of workers, which starts empty; see <see cref="TpuPool"/>.</summary>
    /// <param name="roster">Where each worker finds its device.</param>
    /// <param name="task">What to run.</param>
    /// <param name="settings">The pool's settings.</param>
    /// <param name="dealer">Whom to ask for frames.</param>
    /// <param name="pipeline">Whom to tell that a device does not open.</param>
    public static Props Props(DeviceRoster roster, DetectionTask task, PoolSettings settings, IActorRef dealer, IActorRef pipeline) =>
        Akka.Actor.Props.Create(() => new TpuWorker(roster, task, settings, dealer, pipeline))
            .WithRouter(FromConfig.Instance)
            .WithDispatcher("actors.device-dispatcher");

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_slot.FailuresInARow == 0)
        {
            Self.Tell(Open.Instance);
        }
        else if (_slot.Lost)
        {
            Timers.StartPeriodicTimer(nameof(LookForDevice), LookForDevice.Instance, _settings.DevicePoll, _settings.DevicePoll);
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
    protected override void PostStop() => _device?.Dispose();

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
        _slot.ReopenDelay = Jitter * ReopenDelay(_settings, _slot.FailuresInARow);
        return _slot.Lost
            ? "It is opened again when it is back."
            : string.Create(CultureInfo.InvariantCulture, $"It is opened again in {_slot.ReopenDelay.TotalSeconds:0.0} s.");
    }

    private void OnOpen()
    {
        try
        {
            _device = _slot.Device.Open(_task.Model, _task.Input);
            _decoder = DetectionDecoder.For(_device.Outputs, _task.ModelName);
        }
#pragma warning disable CA1031 // A native library may fail in ways of its own, an entry point it lacks say; the pipeline must hear of any.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _retry = CountFailure();
            _pipeline.Tell(new OpenFailed(_slot.Name, failure, _retry));
            throw new DeviceFault(failure);
        }

        _slot.Meter.Path = _device.Path;
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

    private void BeginLife()
    {
        _slot.Epoch = _slot.Epoch.Next;
        _dealer.Tell(new Demand(_slot.Name, _slot.Epoch, _settings.Credits));
    }

    private void OnLease(Lease lease)
    {
        if (lease.Epoch != _slot.Epoch || _device is null)
        {
            return;
        }

        // For as long as the call takes, which can be longer than anybody waits for it.
        using var held = lease.Input.Pin();
        var start = Stopwatch.GetTimestamp();
        IReadOnlyList<Detection> detections;
        try
        {
            _device.Run(lease.Input, lease.Limit);
            detections = _decoder!.Decode(_device, _task.Filter);
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
