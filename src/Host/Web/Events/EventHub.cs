using System.Collections.Immutable;
using System.Threading.Channels;
using Actors.Host.Configuration;
using Actors.Tpu;
using Actors.View;

namespace Actors.Host.Web;

/// <summary>Tells all who listen what happens. Each event is written once, however many listen; of what nobody listens to nothing is made. Thread-safe.</summary>
internal sealed class EventHub(ObservedPipeline pipeline)
{
    /// <summary>Streams at most.</summary>
    public const int Most = 32;

    // How long the last minutes are kept up to date once nobody looks any more, for whoever comes back.
    private static readonly TimeSpan Lingers = TimeSpan.FromMinutes(10);

    // Results that wait to be written; older ones are given up where that takes too long.
    private const int MostResultsWaiting = 256;

    private readonly Lock _gate = new();
    private ImmutableList<Subscription> _subscriptions = [];
    private bool _ticking;
    private Channel<FrameResult>? _results;
    private IDisposable? _listening;

    /// <summary>Begins a stream.</summary>
    /// <param name="kinds">What it tells of.</param>
    /// <param name="camera">The camera whose detections it tells of; null for all.</param>
    /// <returns>The stream; null where there are too many.</returns>
    public Subscription? Open(EventKinds kinds, string? camera)
    {
        lock (_gate)
        {
            if (_subscriptions.Count == Most)
            {
                return null;
            }

            var subscription = new Subscription(this, kinds, camera);
            _subscriptions = _subscriptions.Add(subscription);
            if (kinds.HasFlag(EventKinds.Status))
            {
                subscription.Add(EventText.Of("status", pipeline.Status.Now()));
                if (!_ticking)
                {
                    _ticking = true;
                    _ = TickAsync();
                }
            }

            if (kinds.HasFlag(EventKinds.Detections) && _results is null)
            {
                ListenToResults();
            }

            return subscription;
        }
    }

    /// <summary>A device's state has changed.</summary>
    public void OnDeviceChanged(DeviceChanged changed) => Publish(EventKinds.Device, "device", () => new
    {
        Name = changed.Device,
        State = ConfigNames.Name(changed.State),
        changed.Reason,
        At = DateTimeOffset.UtcNow,
    });

    /// <summary>Settings have changed.</summary>
    public void OnSettingsChanged(int version) => Publish(EventKinds.Settings, "settings", () => new { Version = version });

    internal void Close(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
            if (_results is { } results && !AnyFor(EventKinds.Detections))
            {
                _listening!.Dispose();
                results.Writer.TryComplete();
                _results = null;
            }
        }
    }

    private bool AnyFor(EventKinds kinds) => _subscriptions.Exists(subscription => (subscription.Kinds & kinds) != 0);

    private void Publish<T>(EventKinds kind, string name, Func<T> happened)
    {
        if (AnyFor(kind))
        {
            Send(EventText.Of(name, happened()), kind, camera: null);
        }
    }

    private void Send(ReadOnlyMemory<byte> text, EventKinds kind, string? camera)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Kinds.HasFlag(kind) && (camera is null || subscription.Camera is null || subscription.Camera == camera))
            {
                subscription.Add(text);
            }
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(StatusBoard.Interval);
        var alone = TimeSpan.Zero;
        while (true)
        {
            await timer.WaitForNextTickAsync();
            var status = pipeline.Status.Remember();
            lock (_gate)
            {
                alone = AnyFor(EventKinds.Status) ? TimeSpan.Zero : alone + StatusBoard.Interval;
                if (alone > Lingers)
                {
                    _ticking = false;
                    return;
                }
            }

            Publish(EventKinds.Status, "status", () => status);
        }
    }

    // Results come on the renderers' threads, which have frames to draw: they are written on another.
    private void ListenToResults()
    {
        var results = Channel.CreateBounded<FrameResult>(new BoundedChannelOptions(MostResultsWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        _results = results;
        _listening = pipeline.Meter.Results.Listen(result => results.Writer.TryWrite(result));
        _ = WriteResultsAsync(results.Reader);
    }

    private async Task WriteResultsAsync(ChannelReader<FrameResult> results)
    {
        await foreach (var result in results.ReadAllAsync())
        {
            Send(EventText.Of(result), EventKinds.Detections, result.Frame.Camera);
        }
    }
}
