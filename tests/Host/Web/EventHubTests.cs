using Actors.Host.Web;

namespace Actors.Tests.Host.Web;

/// <summary>Events of a pipeline that cannot be looked at, for a while.</summary>
public sealed class EventHubTests : ActorTest
{
    private readonly LogLines _log = new();
    private readonly ObservedPipeline _observed;

    public EventHubTests()
    {
        var settings = new PipelineSettings { Cameras = [], Task = new DetectionTask(), Pool = Pool, Preprocessors = 1 };
        _observed = new ObservedPipeline(new PipelineMeter([]), settings, CreateTestProbe().Ref, CreateTestProbe().Ref, _log);
    }

    [Fact]
    public async Task What_fails_unexpectedly_is_told_and_ends_the_streams_of_it_and_another_stream_begins_it_anew()
    {
        using var hub = _observed.Events;
        var good = _observed.InForce;
        using var status = hub.Open(EventKinds.Status, camera: null)!;
        using var other = hub.Open(EventKinds.Device, camera: null)!;

        _observed.OnInForce(good with { Settings = null!, Version = 1 });
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        await status.Events.ReadAllAsync(patience.Token).ToListAsync(patience.Token);

        Assert.StartsWith("Error Status events failed unexpectedly", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.False(other.Events.Completion.IsCompleted);
        _observed.OnInForce(good with { Version = 2 });
        using var again = hub.Open(EventKinds.Status, camera: null)!;
        await again.Events.ReadAsync(patience.Token);
        await again.Events.ReadAsync(patience.Token);
    }

    [Fact]
    public async Task The_servers_end_ends_all_streams()
    {
        using var status = _observed.Events.Open(EventKinds.Status, camera: null)!;
        using var detections = _observed.Events.Open(EventKinds.Detections | EventKinds.Device, camera: null)!;

        _observed.Events.Dispose();

        Assert.Single(await status.Events.ReadAllAsync().ToListAsync());
        Assert.Empty(await detections.Events.ReadAllAsync().ToListAsync());
        Assert.Empty(_log.Lines);
    }
}
