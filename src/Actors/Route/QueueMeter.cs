namespace Actors.Route;

/// <summary>How many frames wait for a device. Written by the dealer, read from anywhere.</summary>
public sealed class QueueMeter
{
    private int _length;

    /// <summary>Frames that wait, none that a device holds.</summary>
    public int Length
    {
        get => Volatile.Read(ref _length);
        internal set => Volatile.Write(ref _length, value);
    }
}
