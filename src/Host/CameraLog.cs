using Actors.Capture;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Actors.Host;

/// <summary>Tells what decodes each camera's stream, and how large, as it opens and when that changes.</summary>
internal sealed class CameraLog : ReceiveActor
{
    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public CameraLog(ILogger log)
    {
        Receive<CameraDecodes>(decodes => log.LogInformation("Camera {Camera} decodes with {How}.", decodes.Camera, decodes.How));
    }

    /// <summary>The actor.</summary>
    public static Props Props(ILogger log) => Akka.Actor.Props.Create(() => new CameraLog(log));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(CameraDecodes));
}
