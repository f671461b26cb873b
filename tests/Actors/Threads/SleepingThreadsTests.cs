using System.Collections.Concurrent;
using Actors.Threads;
using Akka.Dispatch;

namespace Actors.Tests.Threads;

public sealed class SleepingThreadsTests
{
    // Reached by a test that fails alone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(4, 8)]
    public void Everything_runs_once_however_many_give_and_take(int threads, int givers)
    {
        const int each = 5_000;
        var pool = new SleepingThreads("pool", threads);
        var runs = new int[givers * each];
        using var left = new CountdownEvent(runs.Length);

        Parallel.For(0, givers, giver =>
        {
            for (var i = giver * each; i < (giver + 1) * each; i++)
            {
                var place = i;
                pool.Execute(new Run(() =>
                {
                    Interlocked.Increment(ref runs[place]);
                    left.Signal();
                }));
            }
        });

        Assert.True(left.Wait(Patience));
        pool.Shutdown();
        Assert.All(runs, run => Assert.Equal(1, run));
    }

    [Fact]
    public void Threads_that_sleep_are_woken_each_time()
    {
        var pool = new SleepingThreads("pool", threads: 2);
        using var ran = new SemaphoreSlim(0);

        for (var i = 0; i < 1_000; i++)
        {
            pool.Execute(new Run(() => ran.Release()));
            Assert.True(ran.Wait(Patience));
        }

        pool.Shutdown();
    }

    [Fact]
    public void One_that_is_busy_does_not_keep_the_others_from_working()
    {
        var pool = new SleepingThreads("pool", threads: 2);
        using var release = new ManualResetEventSlim();
        using var ran = new SemaphoreSlim(0);

        pool.Execute(new Run(() => release.Wait(Patience)));
        pool.Execute(new Run(() => ran.Release()));

        Assert.True(ran.Wait(Patience));
        release.Set();
        pool.Shutdown();
    }

    [Fact]
    public void What_waits_at_the_end_still_runs_and_nothing_is_taken_after_it()
    {
        var pool = new SleepingThreads("pool", threads: 1);
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var order = new ConcurrentQueue<int>();
        pool.Execute(new Run(() =>
        {
            begun.Set();
            release.Wait(Patience);
            order.Enqueue(1);
        }));
        pool.Execute(new Run(() =>
        {
            order.Enqueue(2);
            ended.Set();
        }));
        Assert.True(begun.Wait(Patience));

        pool.Shutdown();

        Assert.Throws<RejectedExecutionException>(() => pool.Execute(new Run(() => order.Enqueue(3))));
        release.Set();
        Assert.True(ended.Wait(Patience));
        Assert.Equal([1, 2], order);
    }

    private sealed class Run(Action action) : IRunnable
    {
        void IRunnable.Run() => action();

        public void Execute() => action();
    }
}
