using System.Threading.Channels;

namespace Actors.Host.Web;

/// <summary>One stream of events. Who reads it too slowly misses the oldest of what waits.</summary>
internal sealed class Subscription : IDisposable
{
    // Some seconds of a fast pipeline; a status of many cameras is some 10 kB.
    private const int MostWaiting = 128;

    private readonly EventHub _hub;
    private readonly Channel<ReadOnlyMemory<byte>> _events = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    internal Subscription(EventHub hub, EventKinds kinds, string? camera)
    {
        _hub = hub;
        Kinds = kinds;
        Camera = camera;
    }

    /// <summary>What it tells of.</summary>
    public EventKinds Kinds { get; }

    /// <summary>The camera whose detections it tells of; null for all.</summary>
    public string? Camera { get; }

    /// <summary>What is to be sent.</summary>
    public ChannelReader<ReadOnlyMemory<byte>> Events => _events.Reader;

    internal void Add(ReadOnlyMemory<byte> happened) => _events.Writer.TryWrite(happened);

    /// <summary>Nothing more will come.</summary>
    internal void End() => _events.Writer.TryComplete();

    public void Dispose() => _hub.Close(this);
}
