using Actors.Capture;
using Actors.Route;

namespace Actors.Tests.Route;

/// <summary>Walks a ledger through operations, with the simplest bookkeeping there is beside it, and writes down what it did.</summary>
internal sealed class LedgerWalk
{
    public const int MaxAttempts = 3;
    private const int Workers = 3;
    private const int Cameras = 2;

    // Answers can be late by so many leases.
    private const int RecentLeases = 100;

    private static readonly DeadlineSettings Deadline = new(2, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));

    private readonly LeaseLedger _ledger = new(MaxAttempts);
    private readonly List<LeaseLedger.Grant> _given = [];
    private readonly Dictionary<string, int> _epochs = [];
    private readonly HashSet<string> _inService = [];
    private readonly HashSet<string> _retiring = [];
    private readonly HashSet<string> _resting = [];
    private readonly Dictionary<string, int> _demanded = [];
    private readonly Dictionary<FrameId, LeaseLedger.Grant> _leased = [];
    private readonly Dictionary<FrameId, int> _failures = [];
    private readonly HashSet<FrameId> _waiting = [];
    private TimeSpan _now;
    private long _next;

    /// <summary>One operation; what its numbers choose among depends on what there is.</summary>
    public sealed record Step(Kind Kind, int Choice, int Count)
    {
        public override string ToString() => $"{Kind}({Choice},{Count})";
    }

    public enum Kind
    {
        TakeIn,
        Lease,
        Settle,
        SettleLate,
        Fail,
        Renew,
        DemandMore,
        Forget,
        DropWaiting,
        LookForOverdue,
        Retire,
        Rest,
        Wake,
    }

    /// <summary>How often each frame taken in has ended.</summary>
    public Dictionary<FrameId, int> Ends { get; } = [];

    /// <summary>Every lease given, with what its worker had demanded and not yet been given.</summary>
    public List<(LeaseLedger.Grant Grant, int CreditsLeft, bool WasWaiting, bool WasLeaving, int EarlierFailures)> Grants { get; } = [];

    /// <summary>What the ledger said to answers of leases that had been taken back.</summary>
    public List<LeaseLedger.Settlement> LateAnswers { get; } = [];

    /// <summary>What the ledger said to answers of leases that were held.</summary>
    public List<LeaseLedger.Settlement> TimelyAnswers { get; } = [];

    /// <summary>Frames dropped after so many failures.</summary>
    public List<int> FailuresOfExhausted { get; } = [];

    /// <summary>After each step, what the ledger counts and what the bookkeeping beside it does.</summary>
    public List<(int Waiting, int ExpectedWaiting, int Held, int ExpectedHeld)> Counts { get; } = [];

    /// <summary>Whether, when the ledger would lease no more, an idle worker with credit faced a waiting frame.</summary>
    public bool LeftAnIdleWorkerWaiting { get; private set; }

    public static LedgerWalk Of(IEnumerable<Step> steps)
    {
        var walk = new LedgerWalk();
        foreach (var step in steps)
        {
            walk.Do(step);
        }

        return walk;
    }

    /// <summary>Gives everything that is left to one new worker, so that every frame ends.</summary>
    public LedgerWalk ToTheEnd()
    {
        foreach (var worker in _epochs.Keys.ToList())
        {
            Forget(worker);
        }

        Demand("last", 1, 1);
        while (_waiting.Count > 0)
        {
            Lease();
            Settle(_leased.Values.Single());
        }

        return this;
    }

    private void Do(Step step)
    {
        _now += TimeSpan.FromMilliseconds(step.Count);
        var worker = $"sim:{step.Choice % Workers}";
        switch (step.Kind)
        {
            case Kind.TakeIn:
                TakeIn(step.Choice);
                break;
            case Kind.Lease:
                Lease();
                break;
            case Kind.Settle when _leased.Count > 0:
                Settle(_leased.Values.ElementAt(step.Choice % _leased.Count));
                break;
            case Kind.SettleLate:
                SettleLate(step.Choice);
                break;
            case Kind.Fail when _leased.Values.Where(lease => lease.Worker == worker).ToList() is { Count: > 0 } held:
                Withdraw(worker, held[step.Count % held.Count].Frame);
                break;
            case Kind.Retire when step.Count == 0 && _inService.Contains(worker):
                _ledger.Retire(worker);
                _retiring.Add(worker);
                break;
            case Kind.Rest when _inService.Contains(worker):
                _ledger.Rest(worker);
                _resting.Add(worker);
                ParkIfFree(worker);
                break;
            case Kind.Wake when _inService.Contains(worker):
                _ledger.Wake(worker);
                _resting.Remove(worker);
                break;
            case Kind.Renew when !_retiring.Contains(worker):
                Demand(worker, _epochs.GetValueOrDefault(worker) + 1, step.Count);
                break;
            case Kind.DemandMore when _inService.Contains(worker) && !_retiring.Contains(worker):
                Demand(worker, _epochs[worker], step.Count);
                break;
            case Kind.Forget when step.Count == 0 || _retiring.Contains(worker):
                Forget(worker);
                break;
            case Kind.DropWaiting when step.Count == 0:
                foreach (var frame in _ledger.DropWaiting(Camera(step.Choice)))
                {
                    End(frame);
                }

                break;
            case Kind.LookForOverdue:
                foreach (var (late, epoch, frame, _) in _ledger.Overdue(_now, Deadline))
                {
                    Assert.Equal(_epochs[late], epoch.Number);
                    Withdraw(late, frame);
                }

                break;
        }

        var workers = _epochs.Keys.ToList();
        Counts.Add((_ledger.WaitingCount, _waiting.Count, workers.Sum(_ledger.HeldBy), _leased.Count));
    }

    private void TakeIn(int choice)
    {
        var frame = new FrameId(Camera(choice), _next++);
        _ledger.TakeIn(frame, Frames.Forms, TimeSpan.Zero);
        _waiting.Add(frame);
        Ends.Add(frame, 0);
    }

    private void Lease()
    {
        while (_ledger.TryLease(_now, out var grant))
        {
            Grants.Add((grant, _demanded.GetValueOrDefault(grant.Worker), _waiting.Remove(grant.Frame), _retiring.Contains(grant.Worker) || _resting.Contains(grant.Worker), _failures.GetValueOrDefault(grant.Frame)));
            _demanded[grant.Worker]--;
            _leased.Add(grant.Frame, grant);
            _given.Add(grant);
        }

        LeftAnIdleWorkerWaiting |= _waiting.Count > 0
            && _inService.Any(worker => !_retiring.Contains(worker) && !_resting.Contains(worker) && _demanded[worker] > 0 && _leased.Values.All(lease => lease.Worker != worker));
    }

    private void Settle(LeaseLedger.Grant lease)
    {
        TimelyAnswers.Add(_ledger.Settle(lease.Frame, lease.Worker, lease.Epoch, TimeSpan.FromMilliseconds(1 + lease.Frame.Sequence % 20), _now));
        _leased.Remove(lease.Frame);
        _demanded[lease.Worker]++;
        End(lease.Frame);
        ParkIfFree(lease.Worker);
    }

    private void ParkIfFree(string worker)
    {
        if (_resting.Contains(worker) && _leased.Values.All(lease => lease.Worker != worker))
        {
            _ledger.Park(worker, awaited: true);
            _demanded[worker] = 0;
            _inService.Remove(worker);
            _resting.Remove(worker);
        }
    }

    private void SettleLate(int choice)
    {
        var past = _given.TakeLast(RecentLeases).Where(lease => !_leased.TryGetValue(lease.Frame, out var current) || (current.Worker, current.Epoch) != (lease.Worker, lease.Epoch)).ToList();
        if (past.Count > 0)
        {
            var lease = past[choice % past.Count];
            LateAnswers.Add(_ledger.Settle(lease.Frame, lease.Worker, lease.Epoch, TimeSpan.FromMilliseconds(1), _now));
        }
    }

    private void Demand(string worker, int epoch, int count)
    {
        _ledger.Demand(worker, new Epoch(epoch), count, Frames.Forms[0]);
        if (_epochs.GetValueOrDefault(worker) != epoch)
        {
            TakeBack(worker, failed: null);
        }

        _epochs[worker] = epoch;
        _inService.Add(worker);
        _demanded[worker] = _demanded.GetValueOrDefault(worker) + count;
    }

    private void Withdraw(string worker, FrameId failed)
    {
        _failures[failed] = _failures.GetValueOrDefault(failed) + 1;
        var exhausted = _ledger.Withdraw(worker, new Epoch(_epochs[worker]), failed);
        TakeBack(worker, exhausted);
        if (exhausted is { } ended)
        {
            Assert.Equal(failed, ended);
            FailuresOfExhausted.Add(_failures[ended]);
            _leased.Remove(ended);
            End(ended);
        }
    }

    private void Forget(string worker)
    {
        _ledger.Forget(worker);
        TakeBack(worker, failed: null);
        _retiring.Remove(worker);
    }

    private void TakeBack(string worker, FrameId? failed)
    {
        foreach (var lease in _leased.Values.Where(lease => lease.Worker == worker && lease.Frame != failed).ToList())
        {
            _leased.Remove(lease.Frame);
            _waiting.Add(lease.Frame);
        }

        _demanded[worker] = 0;
        _inService.Remove(worker);
        _resting.Remove(worker);
    }

    private void End(FrameId frame)
    {
        Ends[frame]++;
        _waiting.Remove(frame);
    }

    private static string Camera(int choice) => $"camera-{choice % Cameras}";
}
