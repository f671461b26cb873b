using Actors.Capture;
using Actors.Host.Reload;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Host.Web;

/// <summary>Passes on what the pipeline says of itself on the actor system's event stream, and has its meters read.</summary>
internal sealed class PipelineListener : ReceiveActor
{
    private readonly ObservedPipeline _pipeline;
    private IDisposable? _readings;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public PipelineListener(ObservedPipeline pipeline)
    {
        _pipeline = pipeline;
        Receive<DeviceChanged>(pipeline.Events.OnDeviceChanged);
        Receive<CameraDecodes>(pipeline.Status.OnCameraDecodes);
        Receive<ReloadActor.InForce>(inForce =>
        {
            pipeline.OnInForce(inForce);
            pipeline.Events.OnSettingsChanged(inForce.Version);
        });
    }

    /// <summary>The actor.</summary>
    public static Props Props(ObservedPipeline pipeline) => Akka.Actor.Props.Create(() => new PipelineListener(pipeline));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _readings = _pipeline.Status.KeepUp();
        foreach (var kind in new[] { typeof(DeviceChanged), typeof(CameraDecodes), typeof(ReloadActor.InForce) })
        {
            Context.System.EventStream.Subscribe(Self, kind);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => _readings?.Dispose();
}
