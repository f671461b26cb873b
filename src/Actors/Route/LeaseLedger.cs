using Actors.Capture;
using Actors.Prepare;

namespace Actors.Route;

/// <summary>Who holds which frame, since when, on which attempt; and which worker gets which frame next.</summary>
/// <remarks>
/// <para>
/// Invariant: every frame taken in is in exactly one of {waiting, leased, settled}; a worker never holds more leases
/// than it demanded. No clock and no actors: callers pass the time in, so tests can own it. Not thread-safe; the
/// dealer owns it.
/// </para>
/// <para>
/// The next frame is the oldest of the camera whose turn it is; which worker gets it, <see cref="Placement"/> says.
/// </para>
/// <para>
/// A frame can only go to a worker whose model takes it in one of the forms in which it was prepared. Usually there is one
/// form; there are two while devices change to another model one by one.
/// </para>
/// <para>
/// A worker may rest, to save energy: it answers what it holds, gets no more, and is parked, out of service, when it holds
/// nothing. Frames wait for one that is parked where there is no other, if it can be brought back.
/// </para>
/// </remarks>
internal sealed class LeaseLedger
{
    /// <summary>A frame for a worker.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Worker">Who runs it.</param>
    /// <param name="Epoch">The worker's life in which it does.</param>
    /// <param name="Attempt">1 for the first worker to have it.</param>
    public readonly record struct Grant(FrameId Frame, string Worker, Epoch Epoch, int Attempt);

    /// <summary>What became of an answer.</summary>
    public enum Settlement
    {
        /// <summary>The frame is done.</summary>
        Done,

        /// <summary>The lease had been taken back; the answer does not count.</summary>
        Late,
    }

    // What stands behind the cameras goes before them once it has waited for so long: cameras that take all there is leave it
    // a few frames a second.
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<FrameId, LedgerEntry> _leased = [];
    private readonly Dictionary<string, LedgerWorker> _workers = new(StringComparer.Ordinal);
    private readonly CameraTurns<LedgerEntry> _waiting = new();

    // Whether anything has happened since the last look that could leave a waiting frame without a worker to take it.
    private bool _mayStrand;

    public LeaseLedger(int maxAttempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        MaxAttempts = maxAttempts;
    }

    /// <summary>How many workers may fail on a frame before it is settled as failed.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>Frames that no worker has.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>When the first frame that waits of each camera was taken in.</summary>
    public IEnumerable<(FrameId Frame, TimeSpan Since)> LongestWaiting => _waiting.Heads.Select(entry => (entry.Frame, entry.Since));

    /// <summary>Whether a worker has nothing to do.</summary>
    public bool AnyIdle
    {
        get
        {
            foreach (var worker in _workers.Values)
            {
                if (worker.Idles)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether any worker is in service, and is to stay there; or parked, and can be brought back.</summary>
    public bool AnyWorker
    {
        get
        {
            // Asked twice a frame, and a loop allocates nothing.
            foreach (var worker in _workers.Values)
            {
                if (!worker.Retiring && (worker.InService || worker.Awaited))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Leases that a worker holds.</summary>
    public int HeldBy(string worker) => _workers.TryGetValue(worker, out var known) ? known.Held.Count : 0;

    /// <summary>A worker asks for frames. A newer epoch begins a new life; one that has ended says nothing.</summary>
    /// <param name="worker">Who.</param>
    /// <param name="epoch">In which life.</param>
    /// <param name="count">How many frames more it may hold; below 0 it takes back what it asked for.</param>
    /// <param name="form">The form in which it takes them, always the same of one worker until it is forgotten.</param>
    /// <returns>Whether it counts: whether the worker is in service now.</returns>
    public bool Demand(string worker, Epoch epoch, int count, InputForm form)
    {
        if (!_workers.TryGetValue(worker, out var known))
        {
            known = new LedgerWorker(worker, form);
            _workers.Add(worker, known);
            _mayStrand = true;
        }
        else if (epoch.Number < known.Epoch.Number || (epoch == known.Epoch && !known.InService))
        {
            return false;
        }

        if (!known.InService || epoch != known.Epoch)
        {
            // What it held in the old life is not its any more, should nobody have said so.
            Withdraw(worker, known.Epoch, failed: null);
            known.Epoch = epoch;
            known.Credits = 0;
            known.InService = true;
            (known.Resting, known.Awaited) = (false, false);
        }

        known.Credits += count;
        return true;
    }

    /// <summary>A worker is to leave: it gets no further lease. What it holds it still answers.</summary>
    public void Retire(string worker)
    {
        if (_workers.TryGetValue(worker, out var known))
        {
            known.Retiring = true;
            _mayStrand = true;
        }
    }

    /// <summary>A worker is to be parked: it gets no further lease. What it holds it still answers.</summary>
    public void Rest(string worker) => _workers[worker].Resting = true;

    /// <summary>A worker that was to be parked is not.</summary>
    public void Wake(string worker) => _workers[worker].Resting = false;

    /// <summary>A worker that rests and holds nothing is out of service now.</summary>
    /// <param name="worker">Who.</param>
    /// <param name="awaited">Whether frames wait for it where there is no other.</param>
    public void Park(string worker, bool awaited)
    {
        var known = _workers[worker];
        known.InService = false;
        known.Credits = 0;
        (known.Resting, known.Awaited) = (false, awaited);
    }

    /// <summary>Frames wait for a parked worker from now on, where there is no other; or do not.</summary>
    public void Await(string worker, bool awaited) => _workers[worker].Awaited = awaited;

    /// <summary>A worker begins anew with other service times, as a device does that is opened at another clock.</summary>
    public void ForgetTimes(string worker) => _workers[worker].Times = new ServiceTimes();

    /// <summary>A frame wants a worker.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="forms">The forms in which it was prepared.</param>
    /// <param name="now">The time.</param>
    /// <param name="behind">Whether it is no camera's, and lets cameras' frames go first, for a while.</param>
    public void TakeIn(FrameId frame, IReadOnlyList<InputForm> forms, TimeSpan now, bool behind = false)
    {
        var entry = new LedgerEntry(frame, forms, now);
        _waiting.Add(frame.Camera, entry, behind);
        _mayStrand |= !IsTakenByAny(entry);
    }

    /// <summary>
    /// Takes waiting frames out that none of the workers takes in any of their forms, in service or not: they were prepared
    /// for a model that is gone. Workers that are to leave do not count; where there are no others, frames wait for one.
    /// </summary>
    public IReadOnlyList<FrameId> TakeStranded()
    {
        if (!_mayStrand || _workers.Values.All(worker => worker.Retiring))
        {
            return [];
        }

        _mayStrand = false;
        return [.. _waiting.RemoveAll(entry => !IsTakenByAny(entry)).Select(entry => entry.Frame)];
    }

    /// <summary>Gives out the next lease, if there is a frame and a worker that should have it.</summary>
    public bool TryLease(TimeSpan now, out Grant grant)
    {
        grant = default;
        var behindFirst = _waiting.TryPeekBehind(out var behind) && now - behind.Since > Patience;
        if (_waiting.Count == 0 || Placement.Choose(_workers.Values, _waiting.Peek(behindFirst), now) is not { } worker)
        {
            return false;
        }

        var entry = _waiting.Take(behindFirst);
        entry.Attempt++;
        entry.Holder = worker;
        _leased.Add(entry.Frame, entry);
        if (worker.Held.Count == 0)
        {
            worker.RunningSince = now;
        }

        worker.Held.Add(entry);
        worker.LeasedAt = now;
        worker.Credits--;
        grant = new Grant(entry.Frame, worker.Name, worker.Epoch, entry.Attempt);
        return true;
    }

    /// <summary>A worker has an answer, and with it asks for one frame more.</summary>
    public Settlement Settle(FrameId frame, string worker, Epoch epoch, TimeSpan serviceTime, TimeSpan now)
    {
        if (!Holds(frame, worker, epoch, out var entry, out var holder))
        {
            return Settlement.Late;
        }

        _leased.Remove(frame);
        holder.Held.Remove(entry);
        holder.RunningSince = now;
        holder.Credits++;
        holder.Times.Add(serviceTime);
        return Settlement.Done;
    }

    /// <summary>A worker is out of service; its leases go back to the front of the queue.</summary>
    /// <param name="worker">Who.</param>
    /// <param name="epoch">The life that ended; an older one than known says nothing.</param>
    /// <param name="failed">The frame it failed on, which has used an attempt up. Frames that only waited have not.</param>
    /// <returns>The failed frame, where that was its last attempt: it is settled now.</returns>
    public FrameId? Withdraw(string worker, Epoch epoch, FrameId? failed)
    {
        if (!_workers.TryGetValue(worker, out var known) || known.Epoch != epoch)
        {
            return null;
        }

        (known.Resting, known.Awaited) = (false, false);
        if (!known.InService)
        {
            return null;
        }

        known.InService = false;
        known.Credits = 0;
        FrameId? exhausted = null;
        for (var i = known.Held.Count - 1; i >= 0; i--)
        {
            var entry = known.Held[i];
            _leased.Remove(entry.Frame);
            entry.Holder = null;
            if (entry.Frame != failed)
            {
                entry.Attempt--;
            }
            else if (entry.Attempt >= MaxAttempts)
            {
                exhausted = entry.Frame;
                continue;
            }

            _waiting.AddFirst(entry.Frame.Camera, entry);
            _mayStrand |= known.Retiring;
        }

        known.Held.Clear();
        return exhausted;
    }

    /// <summary>A worker is gone for good, whatever its epoch; its leases go back to the front of the queue, no attempt used up.</summary>
    public void Forget(string worker)
    {
        if (_workers.TryGetValue(worker, out var known))
        {
            Withdraw(worker, known.Epoch, failed: null);
            _workers.Remove(worker);
            _mayStrand = true;
        }
    }

    /// <summary>How long a worker may take over a frame.</summary>
    public TimeSpan Deadline(string worker, DeadlineSettings settings) => _workers[worker].Times.Deadline(settings);

    /// <summary>What a worker takes over a frame on average; zero before its first.</summary>
    public TimeSpan ServiceTime(string worker) => TimeSpan.FromSeconds(_workers[worker].Times.Mean);

    /// <summary>How many times its own baseline a worker takes over a frame.</summary>
    public double Drift(string worker) => _workers.TryGetValue(worker, out var known) ? known.Times.Drift : 1;

    /// <summary>
    /// Workers whose running lease is past its deadline, with that lease's frame and the deadline; which is
    /// <see cref="DeadlineSettings.WhileAnotherIdles"/> where a worker is without a lease for want of frames.
    /// </summary>
    public IReadOnlyList<(string Worker, Epoch Epoch, FrameId Frame, TimeSpan Deadline)> Overdue(TimeSpan now, DeadlineSettings settings)
    {
        // Asked many times a second, when nearly always there is none.
        List<(string, Epoch, FrameId, TimeSpan)>? overdue = null;
        if (_waiting.Count == 0 && AnyIdle)
        {
            settings = settings.WhileAnotherIdles;
        }

        foreach (var worker in _workers.Values)
        {
            if (worker.Held.Count > 0 && worker.Times.Deadline(settings) is var deadline && now - worker.RunningSince > deadline)
            {
                (overdue ??= []).Add((worker.Name, worker.Epoch, worker.Held[0].Frame, deadline));
            }
        }

        return overdue ?? [];
    }

    /// <summary>A worker's running lease was given up for being past its deadline.</summary>
    public void CountOverrun(string worker, TimeSpan deadline) => _workers[worker].Times.AddOverrun(deadline);

    /// <summary>Takes all waiting frames of a camera out; they are settled.</summary>
    public IReadOnlyList<FrameId> DropWaiting(string camera) => [.. _waiting.RemoveAll(entry => entry.Frame.Camera == camera).Select(entry => entry.Frame)];

    private bool IsTakenByAny(LedgerEntry entry)
    {
        foreach (var worker in _workers.Values)
        {
            if (!worker.Retiring && worker.Takes(entry))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(FrameId frame, string worker, Epoch epoch, out LedgerEntry entry, out LedgerWorker holder)
    {
        holder = null!;
        if (!_leased.TryGetValue(frame, out entry!) || entry.Holder is not { } known || known.Name != worker || known.Epoch != epoch)
        {
            return false;
        }

        holder = known;
        return true;
    }
}
