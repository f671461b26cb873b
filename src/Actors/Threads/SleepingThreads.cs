using System.Collections.Concurrent;
using Akka.Dispatch;

namespace Actors.Threads;

/// <summary>Threads that run what they are given and otherwise sleep.</summary>
/// <remarks>
/// Akka's own dedicated threads spin for a while before they sleep, in the hope of more. Between frames, milliseconds apart,
/// nothing comes: on a small machine that takes the cores, and the energy, which frames need. These sleep almost at once.
/// </remarks>
internal sealed class SleepingThreads : ExecutorService
{
    // Looks for more work before sleeping, each after whoever else has some has had the core. Where nobody has, all ten take less
    // than the wake-up that they may save: without them two cores full of work did a tenth fewer frames, with fifty an idle
    // pipeline took a tenth to a half more of the processor.
    private const int Yields = 10;

    private readonly ConcurrentQueue<IRunnable> _waiting = new();

    // Guards the sleepers. A monitor, whose waiters do not spin, and not a Lock, which cannot wait for anything.
    private readonly object _gate = new();
    private int _asleep;
    private volatile bool _ended;

    /// <summary>Starts the threads.</summary>
    /// <param name="id">The dispatcher's name, and theirs.</param>
    /// <param name="threads">How many.</param>
    public SleepingThreads(string id, int threads)
        : base(id)
    {
        for (var i = 0; i < threads; i++)
        {
            Start();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RejectedExecutionException">After <see cref="Shutdown"/>.</exception>
    public override void Execute(IRunnable run)
    {
        if (_ended)
        {
            throw new RejectedExecutionException($"The threads of {Id} are ending.");
        }

        // Either this sees the sleeper or that one sees this: both write first, then read, with a full fence between.
        _waiting.Enqueue(run);
        Interlocked.MemoryBarrier();
        if (_asleep > 0)
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }

        // The others may have ended between the two looks.
        if (_ended)
        {
            Start();
        }
    }

    /// <summary>Ends the threads, once they have run what waits.</summary>
    public override void Shutdown()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Start() => new Thread(Work) { IsBackground = true, Name = Id }.Start();

    private void Work()
    {
        while (Next() is { } run)
        {
            run.Run();
        }
    }

    private IRunnable? Next()
    {
        for (var i = 0; i <= Yields; i++)
        {
            if (_waiting.TryDequeue(out var run))
            {
                return run;
            }

            Thread.Yield();
        }

        lock (_gate)
        {
            _asleep++;
            Interlocked.MemoryBarrier();
            IRunnable? run;
            while (!_waiting.TryDequeue(out run) && !_ended)
            {
                Monitor.Wait(_gate);
            }

            _asleep--;
            return run;
        }
    }
}
