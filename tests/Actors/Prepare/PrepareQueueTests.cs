using Actors.Prepare;

namespace Actors.Tests.Prepare;

public sealed class PrepareQueueTests : IDisposable
{
    private const int WindowMs = 250;

    private readonly ManualTime _time = new();
    private readonly PrepareQueue _queue;

    public PrepareQueueTests() => _queue = new PrepareQueue(_time);

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Nothing_is_due_before_anybody_has_said_how_many_there_may_be()
    {
        _time.Pass(WindowMs);

        Assert.False(_queue.IsSizingDue);
        Assert.Equal(0, _queue.ChangeFrom(2));
    }

    [Fact]
    public void New_bounds_are_due_at_once_and_met_in_one_step()
    {
        _queue.Bounds = new PreparePool.UseBounds(5, 8);

        Assert.True(_queue.IsSizingDue);
        Assert.Equal(3, _queue.ChangeFrom(2));
        Assert.False(_queue.IsSizingDue);
        _queue.Bounds = new PreparePool.UseBounds(1, 2);
        Assert.Equal(-3, _queue.ChangeFrom(5));
    }

    [Fact]
    public void Frames_that_wait_ask_for_more_up_to_the_most()
    {
        _queue.Bounds = new PreparePool.UseBounds(1, 2);
        Assert.Equal(0, _queue.ChangeFrom(1));

        Assert.Equal(1, AfterWindow(waited: 1, current: 1));
        Assert.Equal(0, AfterWindow(waited: 1, current: 2));
    }

    [Fact]
    public void Each_window_is_judged_by_its_own_frames()
    {
        _queue.Bounds = new PreparePool.UseBounds(1, 4);
        Assert.Equal(0, _queue.ChangeFrom(1));

        Assert.Equal(1, AfterWindow(waited: 2, current: 1));
        Assert.Equal(0, AfterWindow(waited: 0.1, current: 2));
    }

    [Fact]
    public void A_pool_of_a_fixed_size_keeps_it()
    {
        _queue.Bounds = new PreparePool.UseBounds(2, 0);
        Assert.Equal(0, _queue.ChangeFrom(2));

        Assert.Equal(0, AfterWindow(waited: 3, current: 2));
    }

    // So many windows' worth of waiting, in one.
    private int AfterWindow(double waited, int current)
    {
        _queue.Count(TimeSpan.FromMilliseconds(waited * WindowMs), TimeSpan.FromMilliseconds(0.9 * WindowMs));
        _time.Pass(WindowMs);
        Assert.True(_queue.IsSizingDue);
        return _queue.ChangeFrom(current);
    }
}
