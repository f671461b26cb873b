namespace Actors.View;

/// <summary>Puts what arrives in any order back into its own: gives out 0, 1, 2, … each exactly once.</summary>
/// <remarks>Holds what came early, which the camera's frames in flight bound. Not thread-safe; the renderer owns it.</remarks>
public sealed class ReorderBuffer<T>
{
    private readonly Dictionary<long, T> _early = [];
    private long _next;

    /// <summary>How many wait for one before them.</summary>
    public int Count => _early.Count;

    /// <summary>Takes an item in.</summary>
    /// <exception cref="ArgumentException">That place was taken already.</exception>
    public void Add(long order, T item)
    {
        if (order < _next || !_early.TryAdd(order, item))
        {
            throw new ArgumentException($"Number {order} came twice.", nameof(order));
        }
    }

    /// <summary>Gives out the next in order, if it is there.</summary>
    public bool TryTake(out T item)
    {
        if (!_early.Remove(_next, out item!))
        {
            return false;
        }

        _next++;
        return true;
    }
}
