namespace Actors.Route;

/// <summary>A queue per camera, served in turns, so that a busy camera cannot starve another. Some stand behind all others.</summary>
internal sealed class CameraTurns<T>
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    // Cameras with something waiting, the one whose turn it is first.
    private readonly LinkedList<Line> _turns = new();

    // The same of those that stand behind.
    private readonly LinkedList<Line> _behind = new();

    // Nodes that are used again: there is one for each frame otherwise.
    private readonly LinkedList<T> _spare = new();

    private sealed class Line
    {
        public Line(LinkedList<Line> turns)
        {
            Turn = new LinkedListNode<Line>(this);
            Turns = turns;
        }

        public LinkedList<T> Queue { get; } = new();

        /// <summary>Among which it stands.</summary>
        public LinkedList<Line> Turns { get; }

        /// <summary>Its place among the turns, kept for the next time.</summary>
        public LinkedListNode<Line> Turn { get; }
    }

    /// <summary>All that waits.</summary>
    public int Count { get; private set; }

    /// <summary>Puts something at the end of its camera's queue.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="item">What waits.</param>
    /// <param name="behind">Whether this camera stands behind all those that do not; always the same of one.</param>
    public void Add(string camera, T item, bool behind = false)
    {
        QueueOf(camera, behind).AddLast(NodeOf(item));
        Count++;
    }

    /// <summary>Puts something back at the front of its camera's queue.</summary>
    public void AddFirst(string camera, T item)
    {
        QueueOf(camera, behind: false).AddFirst(NodeOf(item));
        Count++;
    }

    /// <summary>What <see cref="Take"/> would give. There must be something.</summary>
    /// <param name="behindFirst">Whether those that stand behind go first, this time.</param>
    public T Peek(bool behindFirst = false) => TurnOf(behindFirst).Value.Queue.First!.Value;

    /// <summary>The first of those that stand behind, if there is one.</summary>
    public bool TryPeekBehind(out T item)
    {
        item = _behind.First is { } turn ? turn.Value.Queue.First!.Value : default!;
        return _behind.First is not null;
    }

    /// <summary>The first of each camera, of those that have any.</summary>
    public IEnumerable<T> Heads => _turns.Concat(_behind).Select(line => line.Queue.First!.Value);

    /// <summary>Takes the first of the camera whose turn it is, which then goes to the back. There must be one.</summary>
    /// <param name="behindFirst">As of <see cref="Peek"/>.</param>
    public T Take(bool behindFirst = false)
    {
        var turn = TurnOf(behindFirst);
        var turns = turn.Value.Turns;
        var queue = turn.Value.Queue;
        var node = queue.First!;
        var item = node.Value;
        queue.Remove(node);
        node.Value = default!;
        _spare.AddLast(node);
        turns.RemoveFirst();
        if (queue.Count > 0)
        {
            turns.AddLast(turn);
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
                line.Turns.Remove(line.Turn);
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

    private LinkedListNode<Line> TurnOf(bool behindFirst) =>
        (behindFirst ? _behind.First ?? _turns.First : _turns.First ?? _behind.First) ?? throw new InvalidOperationException("Nothing waits.");

    private LinkedList<T> QueueOf(string camera, bool behind)
    {
        if (!_lines.TryGetValue(camera, out var line))
        {
            line = new Line(behind ? _behind : _turns);
            _lines.Add(camera, line);
        }

        if (line.Queue.Count == 0)
        {
            line.Turns.AddLast(line.Turn);
        }

        return line.Queue;
    }
}
