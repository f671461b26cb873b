using Actors.Route;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Route;

[Properties(Replay = "20260103,7919", MaxTest = 300, EndSize = 120, Arbitrary = [typeof(Arbitraries)])]
public class LeaseLedgerProperties
{
    /// <summary>Operations in any order.</summary>
    public sealed class Walk
    {
        private readonly LedgerWalk.Step[] _steps;

        internal Walk(LedgerWalk.Step[] steps) => _steps = steps;

        internal LedgerWalk Done => LedgerWalk.Of(_steps);

        public override string ToString() => string.Join(' ', _steps.AsEnumerable());
    }

    [Property]
    public void Every_frame_is_waiting_or_leased_until_it_ends(Walk walk) =>
        Assert.All(walk.Done.Counts, count =>
        {
            Assert.Equal(count.ExpectedWaiting, count.Waiting);
            Assert.Equal(count.ExpectedHeld, count.Held);
        });

    [Property]
    public void Every_frame_ends_exactly_once(Walk walk) =>
        Assert.All(walk.Done.ToTheEnd().Ends, frame => Assert.Equal(1, frame.Value));

    [Property]
    public void Only_waiting_frames_are_leased_and_only_to_workers_with_credit(Walk walk) =>
        Assert.All(walk.Done.Grants, given =>
        {
            Assert.True(given.WasWaiting);
            Assert.False(given.WasLeaving);
            Assert.True(given.CreditsLeft > 0);
        });

    [Fact]
    public void All_of_that_holds_for_two_hundred_thousand_frames()
    {
        var random = new Random(20260124);
        var kinds = Enum.GetValues<LedgerWalk.Kind>();
        LedgerWalk.Kind[] usual = [LedgerWalk.Kind.TakeIn, LedgerWalk.Kind.Lease, LedgerWalk.Kind.Settle];
        var done = LedgerWalk.Of(Enumerable.Range(0, 800_000).Select(_ => new LedgerWalk.Step(
            random.Next(10) < 7 ? usual[random.Next(usual.Length)] : kinds[random.Next(kinds.Length)], random.Next(60), random.Next(5)))).ToTheEnd();

        Assert.True(done.Ends.Count >= 200_000, $"{done.Ends.Count} frames");
        Assert.DoesNotContain(done.Ends, frame => frame.Value != 1);
        Assert.DoesNotContain(done.Counts, count => (count.Waiting, count.Held) != (count.ExpectedWaiting, count.ExpectedHeld));
        Assert.DoesNotContain(done.Grants, given => !given.WasWaiting || given.WasLeaving || given.CreditsLeft <= 0 || given.Grant.Attempt != given.EarlierFailures + 1);
        Assert.DoesNotContain(done.TimelyAnswers, answer => answer != LeaseLedger.Settlement.Done);
        Assert.DoesNotContain(done.LateAnswers, answer => answer != LeaseLedger.Settlement.Late);
        Assert.False(done.LeftAnIdleWorkerWaiting);
    }

    [Property]
    public void An_idle_worker_with_credit_never_faces_a_waiting_frame(Walk walk) =>
        Assert.False(walk.Done.LeftAnIdleWorkerWaiting);

    [Property]
    public void Attempts_count_the_failures_before_and_are_bounded(Walk walk)
    {
        var done = walk.Done;

        Assert.All(done.Grants, given =>
        {
            Assert.Equal(given.EarlierFailures + 1, given.Grant.Attempt);
            Assert.InRange(given.Grant.Attempt, 1, LedgerWalk.MaxAttempts);
        });
        Assert.All(done.FailuresOfExhausted, failures => Assert.Equal(LedgerWalk.MaxAttempts, failures));
    }

    [Property]
    public void An_answer_counts_exactly_while_its_lease_is_held(Walk walk)
    {
        var done = walk.Done;

        Assert.All(done.TimelyAnswers, answer => Assert.Equal(LeaseLedger.Settlement.Done, answer));
        Assert.All(done.LateAnswers, answer => Assert.Equal(LeaseLedger.Settlement.Late, answer));
    }

    public static class Arbitraries
    {
        public static Arbitrary<Walk> Walks()
        {
            var kind = Gen.Frequency(
                (6, Gen.Constant(LedgerWalk.Kind.TakeIn)),
                (6, Gen.Constant(LedgerWalk.Kind.Lease)),
                (5, Gen.Constant(LedgerWalk.Kind.Settle)),
                (3, Gen.Elements(Enum.GetValues<LedgerWalk.Kind>())));
            var step =
                from what in kind
                from choice in Gen.Choose(0, 59)
                from count in Gen.Choose(0, 4)
                select new LedgerWalk.Step(what, choice, count);
            return step.ArrayOf().Select(steps => new Walk(steps)).ToArbitrary();
        }
    }
}
