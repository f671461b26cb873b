using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Host.Reload;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Web;

/// <summary>The running pipeline as browsers and scripts see it and change it. Thread-safe.</summary>
internal sealed class ObservedPipeline
{
    private readonly IActorRef _pipeline;
    private readonly IActorRef _reload;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _gate = new();
    private volatile ReloadActor.InForce _inForce;

    /// <summary>Begins with the settings that the pipeline began with.</summary>
    /// <param name="meter">Where it counts.</param>
    /// <param name="first">Its settings.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="reload">Who changes its settings.</param>
    /// <param name="log">Where it tells what fails unexpectedly.</param>
    public ObservedPipeline(PipelineMeter meter, PipelineSettings first, IActorRef pipeline, IActorRef reload, ILogger log)
    {
        Meter = meter;
        _inForce = new ReloadActor.InForce(first, LiveSettings.None, Version: 0);
        _pipeline = pipeline;
        _reload = reload;
        Views = new LiveViews(pipeline);
        Status = new StatusBoard(this);
        Events = new EventHub(this, log);
    }

    /// <summary>Where it counts.</summary>
    public PipelineMeter Meter { get; }

    /// <summary>The settings in force, with those of them that were given as it runs and their version.</summary>
    public ReloadActor.InForce InForce => _inForce;

    /// <summary>The settings in force.</summary>
    public PipelineSettings Settings => InForce.Settings;

    /// <summary>Pictures for those who look.</summary>
    public LiveViews Views { get; }

    /// <summary>What it is doing.</summary>
    public StatusBoard Status { get; }

    /// <summary>What happens.</summary>
    public EventHub Events { get; }

    /// <summary>Has a single image looked at.</summary>
    /// <param name="image">8-bit BGR; the pipeline's from then on.</param>
    /// <param name="permit">Given back when the pipeline has done with the image, which may be after whoever asked has gone.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <returns>A <see cref="View.FrameResult"/>, or <see cref="StillsActor.NotDetected"/>.</returns>
    public async Task<object> DetectAsync(OpenCvSharp.Mat image, IDisposable permit, TimeSpan limit, CancellationToken stopping)
    {
        try
        {
            return await AnswerAsync().WaitAsync(limit, stopping);
        }
        catch (TimeoutException)
        {
            return new StillsActor.NotDetected("No device has answered in time.", IsBusy: false);
        }

        async Task<object> AnswerAsync()
        {
            using (permit)
            {
                return await _pipeline.Ask<object>(new StillsActor.Detect(image), Timeout.InfiniteTimeSpan, CancellationToken.None);
            }
        }
    }

    /// <summary>A camera by its name, or null.</summary>
    public CameraSettings? CameraOf(string name) => Settings.Cameras.FirstOrDefault(camera => camera.Name == name);

    /// <summary>Other settings are in force; may be told more than once, and late.</summary>
    public void OnInForce(ReloadActor.InForce inForce)
    {
        lock (_gate)
        {
            _inForce = inForce.Version > _inForce.Version ? inForce : _inForce;
        }
    }

    /// <summary>Has it go on with other settings, if they can be; by the way that a changed file goes.</summary>
    /// <param name="live">The settings.</param>
    /// <param name="expected">The version of <see cref="InForce"/> that they are a change of; null for any.</param>
    /// <param name="stopping">Ends the wait, not the change.</param>
    /// <returns>What came of it; null where others have changed them meanwhile.</returns>
    public async Task<ReloadActor.Outcome?> ChangeAsync(LiveSettings live, int? expected, CancellationToken stopping)
    {
        await _changing.WaitAsync(stopping);

        // Whoever asked may go: the next change waits for the end of this one all the same, and so does not replace it unseen.
        return await ChangeAsync(live, expected).WaitAsync(stopping);
    }

    private async Task<ReloadActor.Outcome?> ChangeAsync(LiveSettings live, int? expected)
    {
        try
        {
            if (expected is { } version && version != InForce.Version)
            {
                return null;
            }

            var outcome = await _reload.Ask<ReloadActor.Outcome>(new ReloadActor.Use(live), Timeout.InfiniteTimeSpan);
            if (outcome.InForce is { } inForce)
            {
                // Whoever has changed them finds them changed; the listener may hear of it a moment later.
                OnInForce(inForce);
            }

            return outcome;
        }
        finally
        {
            _changing.Release();
        }
    }
}
