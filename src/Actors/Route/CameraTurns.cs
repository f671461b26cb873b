namespace Actors.Route;

/// <summary>A queue per camera, served in turns, so that a busy camera cannot starve another.</summary>
internal sealed class CameraTurns<T>
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    // Cameras with something waiting, the one whose turn it is first.
    private readonly LinkedList<Line> _turns = new();

    // Nodes that are used again: there is one for each frame otherwise.
    private readonly LinkedList<T> _spare = new();

    private sealed class Line
    {
        public Line() => Turn = new LinkedListNode<Line>(this);

        public LinkedList<T> Queue { get; } = new();

        /// <summary>Its place among the turns, kept for the next time.</summary>
        public LinkedListNode<Line> Turn { get; }
    }

    /// <summary>All that waits.</summary>
    public int Count { get; private set; }

    /// <summary>Puts something at the end of its camera's queue.</summary>
    public void Add(string camera, T item)
    {
        QueueOf(camera).AddLast(NodeOf(item));
        Count++;
    }

    /// <summary>Puts something back at the front of its camera's queue.</summary>
    public void AddFirst(string camera, T item)
    {
        QueueOf(camera).AddFirst(NodeOf(item));
        Count++;
    }

    /// <summary>What <see cref="Take"/> would give. There must be something.</summary>
    public T Peek() => Turn.Value.Queue.First!.Value;

    /// <summary>The first of each camera, of those that have any.</summary>
    public IEnumerable<T> Heads => _turns.Select(line => line.Queue.First!.Value);

    /// <summary>Takes the first of the camera whose turn it is, which then goes to the back. There must be one.</summary>
    public T Take()
    {
        var turn = Turn;
        var queue = turn.Value.Queue;
        var node = queue.First!;
        var item = node.Value;
        queue.Remove(node);
        node.Value = default!;
        _spare.AddLast(node);
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
        foreach (var line in _lines.Values)
        {
            var queue = line.Queue;
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
                _turns.Remove(line.Turn);
            }
        }

        Count -= removed.Count;
        return removed;
    }

    private LinkedListNode<T> NodeOf(T item)
    {
        if (_spare.Last is not { } node)
        {
            return new LinkedListNode<T>(item);
        }

        _spare.RemoveLast();
        node.Value = item;
        return node;
    }

    private LinkedListNode<Line> Turn => _turns.First ?? throw new InvalidOperationException("Nothing waits.");

    private LinkedList<T> QueueOf(string camera)
    {
        if (!_lines.TryGetValue(camera, out var line))
        {
            line = new Line();
            _lines.Add(camera, line);
        }

        if (line.Queue.Count == 0)
        {
            _turns.AddLast(line.Turn);
        }

        return line.Queue;
    }
}
