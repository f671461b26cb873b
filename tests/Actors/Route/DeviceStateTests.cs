using Actors.Route;
using Actors.Tpu;

namespace Actors.Tests.Route;

public class DeviceStateTests : FrameDealerTest
{
    // As many as a baseline takes, and the first ones that do not count.
    private const int BaselineFrames = 60;

    // Enough for the mean to follow a device that changed.
    private const int Many = 40;

    private long _next;

    [Fact]
    public void A_device_that_was_given_up_is_not_in_service_for_asking_for_more_in_the_life_that_ended()
    {
        Demand(A, First, 1);
        Prepare(1);
        Router.ExpectMsg<TpuWorker.Lease>();
        Elapse(Pool.Deadline.Ceiling + LookTimer.Often);
        Told(A, DeviceState.Quarantined);

        Dealer.Tell(new TpuWorker.Demand(NameOf(A), First, 1), A.Ref);

        NothingMore(Pipeline);
    }

    [Fact]
    public void A_device_that_overruns_is_quarantined_until_its_late_answer_begins_a_new_life()
    {
        Demand(A, First, 1);
        Prepare(1);
        var late = Router.ExpectMsg<TpuWorker.Lease>();

        Elapse(Pool.Deadline.Ceiling + LookTimer.Often);

        Assert.Contains("over 10000 ms", Told(A, DeviceState.Quarantined), StringComparison.Ordinal);
        Answer(A, late);
        Assert.Equal(new TpuWorker.Renew(First), A.ExpectMsg<TpuWorker.Renew>());
        NothingMore(Pipeline);
        Demand(A, First.Next, 1);
    }

    [Fact]
    public void A_device_that_has_answered_is_given_a_multiple_of_what_it_takes()
    {
        Demand(A, First, 1);
        Run(BaselineFrames, ms: 40);
        Prepare(1, from: _next);

        Assert.Equal(TimeSpan.FromMilliseconds(200), Router.ExpectMsg<TpuWorker.Lease>().Limit);
        Elapse(TimeSpan.FromMilliseconds(199));
        NothingMore(Pipeline);
        Elapse(2 * LookTimer.Often);
        Told(A, DeviceState.Quarantined);
    }

    [Fact]
    public void A_device_that_gets_slow_is_degraded_and_one_that_recovers_is_in_service_again()
    {
        Demand(A, First, 1);
        Run(BaselineFrames, ms: 10);
        NothingMore(Pipeline);

        Run(Many, ms: 20);

        Assert.Contains("times as long", Told(A, DeviceState.Degraded), StringComparison.Ordinal);
        NothingMore(Pipeline);
        Run(Many, ms: 10);
        Told(A, DeviceState.InService);
        NothingMore(Pipeline);
    }

    [Fact]
    public void A_device_that_fails_is_reopening_and_said_once_however_often_it_fails()
    {
        Demand(A, First, 1);

        Withdraw(A, First, failed: null);
        Withdraw(A, First, failed: null);

        Assert.Equal("the test wants it", Told(A, DeviceState.Reopening));
        NothingMore(Pipeline);
        Demand(A, First.Next, 1);
    }

    [Fact]
    public void A_device_that_is_gone_is_lost()
    {
        Demand(A, First, 1);

        Withdraw(A, First, failed: null, lost: true);

        Told(A, DeviceState.Lost);
        Demand(A, First.Next, 1);
    }

    [Fact]
    public void A_device_that_is_lost_where_it_was_to_be_opened_again_is_said_to_be()
    {
        Demand(A, First, 1);
        Withdraw(A, First, failed: null);
        Withdraw(A, First, failed: null, lost: true);

        Told(A, DeviceState.Reopening);
        Told(A, DeviceState.Lost);
    }

    private void Run(int frames, double ms)
    {
        for (var i = 0; i < frames; i++)
        {
            Prepare(1, from: _next++);
            Answer(A, Router.ExpectMsg<TpuWorker.Lease>(), ms);
        }

        Settle(Dealer);
    }
}
