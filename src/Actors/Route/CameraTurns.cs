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

    /// <summary>What <see cref="Take"/> would give. There must be something.</summary>
    public T Peek() => _queues[Turn.Value].First!.Value;

    /// <summary>Takes the first of the camera whose turn it is, which then goes to the back. There must be one.</summary>
    public T Take()
    {
        var turn = Turn;
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

    /// <summary>Takes out what a condition holds for.</summary>
    public IReadOnlyList<T> RemoveAll(Func<T, bool> condition)
    {
        var removed = new List<T>();
        foreach (var (camera, queue) in _queues)
        {
            if (queue.Count == 0)
            {
                continue;
            }

            for (var node = queue.First; node is not null;)
            {
                var next = node.Next;
                if (condition(node.Value))
                {
                    removed.Add(node.Value);
                    queue.Remove(node);
                }

                node = next;
            }

            if (queue.Count == 0)
            {
                _turns.Remove(camera);
            }
        }

        Count -= removed.Count;
        return removed;
    }

    private LinkedListNode<string> Turn => _turns.First ?? throw new InvalidOperationException("Nothing waits.");

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
