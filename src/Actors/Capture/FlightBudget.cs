namespace Actors.Capture;

/// <summary>How many frames may be on their way to the devices at once, of all cameras together.</summary>
/// <remarks>
/// Each camera may have one at any time, so that none is ever kept out; a further one only while the budget is not used up.
/// So a camera alone keeps all devices busy, and many cameras do not pile up frames that only wait for each other. A frame
/// that has its answer, and waits for one before it or is being drawn, is not counted any more. Thread-safe.
/// </remarks>
public sealed class FlightBudget
{
    private int _size;
    private int _taken;

    /// <summary>How many frames there may be, unless there are more cameras.</summary>
    public int Size
    {
        get => Volatile.Read(ref _size);
        set => Volatile.Write(ref _size, value);
    }

    private bool TryTake(bool atAnyRate)
    {
        if (Interlocked.Increment(ref _taken) <= Size || atAnyRate)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    private void Give() => Interlocked.Decrement(ref _taken);

    /// <summary>One camera's part in it.</summary>
    /// <param name="budget">What it is a part of.</param>
    public sealed class Share(FlightBudget budget)
    {
        private readonly Lock _gate = new();

        // Released when something has changed for whoever waits to enter.
        private readonly SemaphoreSlim _changed = new(0);
        private int _entered;
        private int _taken;
        private bool _isAlone;

        /// <summary>Whether the camera has a limit of its own, and takes no part in the budget.</summary>
        public bool IsAlone
        {
            get => _isAlone;
            set
            {
                _isAlone = value;
                Wake();
            }
        }

        /// <summary>A frame sets out, if it may now.</summary>
        public bool TryEnter()
        {
            lock (_gate)
            {
                if (!_isAlone)
                {
                    if (!budget.TryTake(atAnyRate: _entered == 0))
                    {
                        return false;
                    }

                    _taken++;
                }

                _entered++;
                return true;
            }
        }

        /// <summary>A frame sets out as soon as it may. Used by one thread. It never waits for other cameras alone, since it may always have one.</summary>
        /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
        public void Enter(CancellationToken stopping)
        {
            while (!TryEnter())
            {
                _changed.Wait(stopping);
            }
        }

        /// <summary>A frame has arrived.</summary>
        public void Leave()
        {
            lock (_gate)
            {
                _entered--;
                if (_taken > _entered)
                {
                    _taken--;
                    budget.Give();
                }
            }

            Wake();
        }

        private void Wake()
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }
}
