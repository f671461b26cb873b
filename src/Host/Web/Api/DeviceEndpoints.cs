using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Host.Web;

/// <summary>The devices, and what the pipeline does as a whole.</summary>
internal static class DeviceEndpoints
{
    /// <summary>Adds them.</summary>
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/devices", (ObservedPipeline pipeline) => pipeline.Status.Now().Devices)
            .WithTags("Devices").WithSummary("The devices in the pool: state, rate, busy share, service times, faults.");
        routes.MapGet("/api/status", (ObservedPipeline pipeline) => pipeline.Status.Now())
            .WithTags("Pipeline").WithSummary("Cameras, devices and stages, and what limits the rate.");
        routes.MapGet("/api/history", (ObservedPipeline pipeline) => pipeline.Status.Past)
            .WithTags("Pipeline").WithSummary("The last five minutes, a value a second, null for seconds of which nothing is known; kept while the page is open, and for ten minutes after.");
    }
}
