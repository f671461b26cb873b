using Actors.Capture;
using Actors.Route;

namespace Actors.Tests.Route;

public class LeaseLedgerTests
{
    private const string A = "sim:0";
    private const string B = "sim:1";
    private static readonly Epoch First = new(1);
    private static readonly DeadlineSettings Deadline = new(2, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));

    private readonly LeaseLedger _ledger = new(maxAttempts: 3);

    [Fact]
    public void Without_demand_a_frame_waits()
    {
        _ledger.TakeIn(Frame(0), Frames.Forms, TimeSpan.Zero);

        AssertNoLease(At(0));
        Assert.Equal(1, _ledger.WaitingCount);
        Assert.False(_ledger.AnyWorker);
    }

    [Fact]
    public void A_worker_is_given_what_it_demands_and_no_more()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        TakeIn(3);

        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), A, attempt: 1);
        AssertNoLease(At(0));
    }

    [Fact]
    public void An_answer_asks_for_one_frame_more()
    {
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        TakeIn(2);
        AssertLease(Frame(0), A, attempt: 1);

        Assert.Equal(LeaseLedger.Settlement.Done, _ledger.Settle(Frame(0), A, First, At(7), At(7)));

        AssertLease(Frame(1), A, attempt: 1);
    }

    [Fact]
    public void Idle_workers_come_before_busy_ones()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        _ledger.Demand(B, First, count: 2, Frames.Forms[0]);
        TakeIn(2);

        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), B, attempt: 1);
    }

    [Fact]
    public void A_frame_whose_worker_overruns_is_leased_to_another_worker_and_the_late_answer_is_ignored()
    {
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        _ledger.TakeIn(Frame(0), Frames.Forms, TimeSpan.Zero);
        AssertLease(Frame(0), A, attempt: 1);
        _ledger.Demand(B, First, count: 1, Frames.Forms[0]);

        Assert.Empty(_ledger.Overdue(At(50), Deadline));
        var overdue = Assert.Single(_ledger.Overdue(At(51), Deadline));
        Assert.Equal((A, First, Frame(0), At(50)), overdue);
        Assert.Null(_ledger.Withdraw(A, First, Frame(0)));

        AssertLease(Frame(0), B, attempt: 2);
        Assert.Equal(LeaseLedger.Settlement.Late, _ledger.Settle(Frame(0), A, First, At(60), At(60)));
        Assert.Equal(LeaseLedger.Settlement.Done, _ledger.Settle(Frame(0), B, First, At(5), At(60)));
    }

    [Fact]
    public void A_lease_that_waits_behind_another_is_timed_from_when_it_runs()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        TakeIn(2);
        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), A, attempt: 1);

        _ledger.Settle(Frame(0), A, First, At(40), At(40));

        Assert.Empty(_ledger.Overdue(At(90), Deadline));
        Assert.Equal(Frame(1), Assert.Single(_ledger.Overdue(At(91), Deadline)).Frame);
    }

    [Fact]
    public void Half_of_the_floor_is_enough_while_another_worker_has_nothing_to_do()
    {
        var floored = new DeadlineSettings(2, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        _ledger.Demand(B, First, count: 1, Frames.Forms[0]);
        TakeIn(3);
        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), B, attempt: 1);
        _ledger.Settle(Frame(0), A, First, At(1), At(0));
        AssertLease(Frame(2), A, attempt: 1);

        Assert.Empty(_ledger.Overdue(At(100), floored));
        _ledger.Settle(Frame(1), B, First, At(60), At(60));

        Assert.Equal((A, First, Frame(2), At(50)), Assert.Single(_ledger.Overdue(At(61), floored)));
    }

    [Fact]
    public void An_idle_worker_that_has_become_slow_is_looked_at_again_now_and_then()
    {
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        _ledger.Demand(B, First, count: 1, Frames.Forms[0]);
        var sequence = 0;
        for (var round = 0; round < 80; round++)
        {
            // Both are as fast, long enough to know by heart how fast; then one gets slow.
            _ledger.TakeIn(Frame(sequence), Frames.Forms, TimeSpan.Zero);
            _ledger.TakeIn(Frame(sequence + 1), Frames.Forms, TimeSpan.Zero);
            AssertLease(Frame(sequence), A, attempt: 1);
            AssertLease(Frame(sequence + 1), B, attempt: 1);
            _ledger.Settle(Frame(sequence++), A, First, At(10), At(0));
            _ledger.Settle(Frame(sequence++), B, First, At(round < 70 ? 10 : 30), At(0));
        }

        string[] given = [.. new[] { 500, 1000, 1001, 1500, 2001, 2002 }.Select(ms =>
        {
            _ledger.TakeIn(Frame(sequence), Frames.Forms, TimeSpan.Zero);
            Assert.True(_ledger.TryLease(At(ms), out var grant));
            _ledger.Settle(Frame(sequence++), grant.Worker, First, At(10), At(ms));
            return grant.Worker;
        })];

        Assert.Equal([A, A, B, A, A, B], given);
    }

    [Fact]
    public void Frames_taken_back_go_before_younger_ones_in_their_own_order()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        TakeIn(3);
        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), A, attempt: 1);

        _ledger.Withdraw(A, First, failed: Frame(0));
        _ledger.Demand(B, First, count: 3, Frames.Forms[0]);

        // Frame 1 only waited at the device that failed: that was no attempt.
        AssertLease(Frame(0), B, attempt: 2);
        AssertLease(Frame(1), B, attempt: 1);
        AssertLease(Frame(2), B, attempt: 1);
    }

    [Fact]
    public void The_last_attempt_that_fails_ends_the_frame()
    {
        _ledger.TakeIn(Frame(0), Frames.Forms, TimeSpan.Zero);
        for (var life = 1; life <= 3; life++)
        {
            _ledger.Demand(A, new Epoch(life), count: 1, Frames.Forms[0]);
            Assert.True(_ledger.TryLease(At(life), out var grant));
            Assert.Equal(life, grant.Attempt);
            Assert.Equal(life == 3 ? Frame(0) : null, _ledger.Withdraw(A, new Epoch(life), Frame(0)));
        }

        Assert.Equal(0, _ledger.WaitingCount);
    }

    [Fact]
    public void A_new_life_begins_without_the_leases_of_the_old()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        TakeIn(1);
        AssertLease(Frame(0), A, attempt: 1);

        _ledger.Demand(A, First.Next, count: 1, Frames.Forms[0]);

        Assert.Equal(0, _ledger.HeldBy(A));
        AssertLease(Frame(0), A, attempt: 1, First.Next);
        Assert.Equal(LeaseLedger.Settlement.Late, _ledger.Settle(Frame(0), A, First, At(1), At(1)));
    }

    [Fact]
    public void Demand_of_a_life_that_has_ended_says_nothing()
    {
        _ledger.Demand(A, First.Next, count: 1, Frames.Forms[0]);
        _ledger.Withdraw(A, First.Next, failed: null);

        _ledger.Demand(A, First, count: 5, Frames.Forms[0]);
        _ledger.Demand(A, First.Next, count: 5, Frames.Forms[0]);

        Assert.False(_ledger.AnyWorker);
    }

    [Fact]
    public void Withdrawing_an_old_life_says_nothing()
    {
        _ledger.Demand(A, First.Next, count: 1, Frames.Forms[0]);

        Assert.Null(_ledger.Withdraw(A, First, failed: null));

        Assert.True(_ledger.AnyWorker);
    }

    [Fact]
    public void A_frame_waits_for_a_fast_worker_rather_than_queue_at_a_slow_one()
    {
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        _ledger.Demand(B, First, count: 2, Frames.Forms[0]);
        TakeIn(4);
        AssertLease(Frame(0), A, attempt: 1);
        AssertLease(Frame(1), B, attempt: 1);
        _ledger.Settle(Frame(0), A, First, At(4), At(4));
        _ledger.Settle(Frame(1), B, First, At(400), At(400));
        Assert.True(_ledger.TryLease(At(400), out var third));
        Assert.Equal(A, third.Worker);
        Assert.True(_ledger.TryLease(At(400), out var fourth));
        Assert.Equal(B, fourth.Worker);

        // B, which takes 400 ms, has credit left; A, which has none left, takes 4 ms and will be free sooner.
        _ledger.TakeIn(Frame(4), Frames.Forms, TimeSpan.Zero);
        AssertNoLease(At(401));
        _ledger.Settle(third.Frame, A, First, At(4), At(404));

        Assert.True(_ledger.TryLease(At(404), out var fifth));
        Assert.Equal((Frame(4), A), (fifth.Frame, fifth.Worker));
    }

    [Fact]
    public void Waiting_frames_of_one_camera_can_be_dropped()
    {
        TakeIn(2);
        _ledger.TakeIn(new FrameId("back", 0), Frames.Forms, TimeSpan.Zero);

        Assert.Equal([Frame(0), Frame(1)], _ledger.DropWaiting("front"));
        Assert.Equal(1, _ledger.WaitingCount);
    }

    [Fact]
    public void A_worker_that_rests_is_given_no_frame_and_answers_what_it_holds()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        TakeIn(2);
        AssertLease(Frame(0), A, attempt: 1);

        _ledger.Rest(A);

        AssertNoLease(At(1));
        Assert.Equal(LeaseLedger.Settlement.Done, _ledger.Settle(Frame(0), A, First, At(1), At(1)));
        _ledger.Wake(A);
        AssertLease(Frame(1), A, attempt: 1);
    }

    [Fact]
    public void A_parked_worker_counts_as_one_that_can_be_had_while_it_is_awaited_and_until_it_fails()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        _ledger.Rest(A);
        _ledger.Park(A, awaited: true);
        TakeIn(1);

        AssertNoLease(At(1));
        Assert.True(_ledger.AnyWorker);
        Assert.Empty(_ledger.TakeStranded());
        Assert.False(_ledger.Demand(A, First, count: 1, Frames.Forms[0]));

        _ledger.Await(A, awaited: false);
        Assert.False(_ledger.AnyWorker);
        _ledger.Await(A, awaited: true);
        Assert.True(_ledger.AnyWorker);
        _ledger.Withdraw(A, First, failed: null);
        Assert.False(_ledger.AnyWorker);
    }

    [Fact]
    public void A_parked_worker_that_comes_back_is_given_frames()
    {
        _ledger.Demand(A, First, count: 2, Frames.Forms[0]);
        _ledger.Rest(A);
        _ledger.Park(A, awaited: true);
        TakeIn(1);

        _ledger.Demand(A, First.Next, count: 2, Frames.Forms[0]);

        AssertLease(Frame(0), A, attempt: 1, First.Next);
    }

    [Fact]
    public void A_parked_worker_does_not_idle_so_that_another_is_given_its_whole_time()
    {
        _ledger.Demand(A, First, count: 1, Frames.Forms[0]);
        _ledger.Demand(B, First, count: 1, Frames.Forms[0]);
        TakeIn(1);
        AssertLease(Frame(0), A, attempt: 1);
        var deadline = new DeadlineSettings(2, At(50), At(50));
        Assert.Single(_ledger.Overdue(At(30), deadline with { Ceiling = At(25) }));
        Assert.True(_ledger.AnyIdle);

        _ledger.Rest(B);
        Assert.False(_ledger.AnyIdle);
        _ledger.Park(B, awaited: true);
        Assert.False(_ledger.AnyIdle);
    }

    private static FrameId Frame(long sequence) => new("front", sequence);

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void TakeIn(int count)
    {
        for (var sequence = 0; sequence < count; sequence++)
        {
            _ledger.TakeIn(Frame(sequence), Frames.Forms, TimeSpan.Zero);
        }
    }

    private void AssertLease(FrameId frame, string worker, int attempt, Epoch? epoch = null)
    {
        Assert.True(_ledger.TryLease(At(0), out var grant));
        Assert.Equal(new LeaseLedger.Grant(frame, worker, epoch ?? First, attempt), grant);
    }

    private void AssertNoLease(TimeSpan now) => Assert.False(_ledger.TryLease(now, out _));
}
