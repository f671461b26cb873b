using Actors.Tpu;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Host.Web;

/// <summary>Whether it runs, and whether it does its work; for whoever restarts it, or sends others to it.</summary>
internal static class HealthEndpoints
{
    /// <summary>What it says of itself.</summary>
    /// <param name="Status">live, ready or not-ready.</param>
    /// <param name="Reason">Why it is not ready; empty where it is.</param>
    internal sealed record Health(string Status, string Reason);

    /// <summary>Adds them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => new Health("live", "")).WithTags("Health").WithSummary("The program runs and answers.");
        routes.MapGet("/health/ready", (ObservedPipeline pipeline) => WhyNot(pipeline) is { } reason
                ? Results.Json(new Health("not-ready", reason), ApiJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Json(new Health("ready", ""), ApiJson.Options))
            .Produces<Health>().Produces<Health>(StatusCodes.Status503ServiceUnavailable)
            .WithTags("Health").WithSummary("A device serves, and a camera gives frames or is paused.");
    }

    private static string? WhyNot(ObservedPipeline pipeline) =>
        !pipeline.Meter.Devices.Any(device => device.State.TakesFrames()) ? "No device is in service."
        : pipeline.Settings.Cameras.All(camera => !camera.Paused && !pipeline.Meter.Cameras.Any(meter => meter.Camera == camera.Name && meter.Captured > 0)) ? "No camera has given a frame yet."
        : null;
}
