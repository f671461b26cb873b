namespace Actors.Route;

/// <summary>A queue per camera, served in turns, so that a busy camera cannot starve another.</summary>
internal sealed class CameraTurns<T>
{
    private readonly Dictionary<string, LinkedList<T>> _queues = new(StringComparer.Ordinal);

    // Cameras with something waiting, the one whose turn it is first.
    private readonly LinkedList<string> _turns = new();

    /// <summary>All that waits.</summary>
    public int Count { get; private set; }

    /// <summary>Puts something at the end of its camera's queue.</summary>
    public void Add(string camera, T item)
    {
        QueueOf(camera).AddLast(item);
        Count++;
    }

    /// <summary>Puts something back at the front of its camera's queue.</summary>
    public void AddFirst(string camera, T item)
    {
        QueueOf(camera).AddFirst(item);
        Count++;
    }

    /// <summary>Takes the first of the camera whose turn it is, which then goes to the back. There must be one.</summary>
    public T Take()
    {
        var turn = _turns.First ?? throw new InvalidOperationException("Nothing waits.");
        var queue = _queues[turn.Value];
        var item = queue.First!.Value;
        queue.RemoveFirst();
        _turns.RemoveFirst();
        if (queue.Count > 0)
        {
            _turns.AddLast(turn);
        }

        Count--;
        return item;
    }

    /// <summary>Empties a camera's queue.</summary>
    public IReadOnlyList<T> RemoveAll(string camera)
    {
        if (!_queues.Remove(camera, out var queue))
        {
            return [];
        }

        _turns.Remove(camera);
        Count -= queue.Count;
        return [.. queue];
    }

    private LinkedList<T> QueueOf(string camera)
    {
        if (!_queues.TryGetValue(camera, out var queue))
        {
            queue = new LinkedList<T>();
            _queues.Add(camera, queue);
        }

        if (queue.Count == 0)
        {
            _turns.AddLast(camera);
        }

        return queue;
    }
}
