using System.Collections.Immutable;
using System.Threading.Channels;
using Actors.Host.Configuration;
using Actors.Tpu;
using Actors.View;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Web;

/// <summary>Tells all who listen what happens. Each event is written once, however many listen; of what nobody listens to nothing is made. Thread-safe.</summary>
/// <remarks>What fails unexpectedly is told in the log and ends the streams of those who listened to it; whoever opens another begins it anew.</remarks>
internal sealed class EventHub(ObservedPipeline pipeline, ILogger log) : IDisposable
{
    /// <summary>Streams at most.</summary>
    public const int Most = 32;

    // How long the last minutes are kept up to date once nobody looks any more, for whoever comes back.
    private static readonly TimeSpan Lingers = TimeSpan.FromMinutes(10);

    // Results that wait to be written; older ones are given up where that takes too long.
    private const int MostResultsWaiting = 256;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
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

    /// <summary>Ends all streams.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        lock (_gate)
        {
            StopResults();
            End(EventKinds.All);
        }
    }

    internal void Close(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
            if (!AnyFor(EventKinds.Detections))
            {
                StopResults();
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
        try
        {
            using var timer = new PeriodicTimer(StatusBoard.Interval);
            var alone = TimeSpan.Zero;
            while (true)
            {
                await timer.WaitForNextTickAsync(_ending.Token);
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
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The server ends.
        }
#pragma warning disable CA1031 // Nobody waits for this: it is told here or nowhere.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            log.LogError(unexpected, "Status events failed unexpectedly, please report it");
            lock (_gate)
            {
                _ticking = false;
                End(EventKinds.Status);
            }
        }
    }

    // Results come on the renderers' threads, which have frames to draw: they are written on another.
    private void ListenToResults()
    {
        var results = Channel.CreateBounded<FrameResult>(new BoundedChannelOptions(MostResultsWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        _results = results;
        _listening = pipeline.Meter.Results.Listen(result => results.Writer.TryWrite(result));
        _ = WriteResultsAsync(results);
    }

    private async Task WriteResultsAsync(Channel<FrameResult> results)
    {
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync())
            {
                Send(EventText.Of(result), EventKinds.Detections, result.Frame.Camera);
            }
        }
#pragma warning disable CA1031 // Likewise.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            log.LogError(unexpected, "Events of detections failed unexpectedly, please report it");
            lock (_gate)
            {
                if (_results == results)
                {
                    StopResults();
                    End(EventKinds.Detections);
                }
            }
        }
    }

    private void StopResults()
    {
        if (_results is { } results)
        {
            _listening!.Dispose();
            results.Writer.TryComplete();
            _results = null;
        }
    }

    private void End(EventKinds kinds)
    {
        foreach (var subscription in _subscriptions.Where(subscription => (subscription.Kinds & kinds) != 0))
        {
            subscription.End();
        }
    }
}
