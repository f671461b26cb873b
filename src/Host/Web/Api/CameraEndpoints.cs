using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Actors.Host.Web;

/// <summary>The cameras: what they do, a picture, and pictures as they come.</summary>
internal static class CameraEndpoints
{
    // A camera of one frame in some seconds still gives a snapshot, and so does one whose frames wait long for a slow device.
    private static readonly TimeSpan SnapshotLimit = TimeSpan.FromSeconds(10);

    private const int SmallestWidth = 16;
    private const int LargestWidth = 16384;

    /// <summary>Adds them.</summary>
    public static void MapCameras(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cameras", (ObservedPipeline pipeline) => pipeline.Status.Now().Cameras)
            .WithTags("Cameras").WithSummary("The cameras: rates, drops by cause, latencies.");
        routes.MapGet("/api/cameras/{id}", (string id, ObservedPipeline pipeline) =>
                pipeline.Status.Now().Cameras.FirstOrDefault(camera => camera.Name == id) is { } camera ? Results.Json(camera, ApiJson.Options) : Refusal.NoCamera(pipeline))
            .Produces<CameraStatus>().Produces<Refusal>(StatusCodes.Status404NotFound)
            .WithTags("Cameras").WithSummary("One camera.");
        routes.MapGet("/api/cameras/{id}/snapshot.jpg", SnapshotAsync)
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg").Produces<Refusal>(StatusCodes.Status400BadRequest).Produces<Refusal>(StatusCodes.Status404NotFound)
            .Produces<Refusal>(StatusCodes.Status409Conflict).Produces<Refusal>(StatusCodes.Status429TooManyRequests).Produces<Refusal>(StatusCodes.Status503ServiceUnavailable)
            .WithTags("Cameras").WithSummary("The next picture that is captured, with its boxes. width: how wide at least, in pixels; 640 where it is not said, 0 for the full frame.");
        routes.MapGet("/api/cameras/{id}/stream.mjpg", StreamAsync)
            .Produces(StatusCodes.Status200OK, contentType: "multipart/x-mixed-replace")
            .Produces<Refusal>(StatusCodes.Status400BadRequest).Produces<Refusal>(StatusCodes.Status404NotFound).Produces<Refusal>(StatusCodes.Status429TooManyRequests)
            .WithTags("Cameras").WithSummary("Pictures as they come, as Motion JPEG, up to 30 a second, and the last one again where none comes for 15 s; who reads slowly misses some. width as for a snapshot.");
    }

    private static async Task<IResult> SnapshotAsync(string id, string? width, ObservedPipeline pipeline, HttpContext context)
    {
        var asked = DateTimeOffset.UtcNow;
        if (pipeline.CameraOf(id) is { Paused: true })
        {
            return Refusal.Of(StatusCodes.Status409Conflict, "The camera is paused and gives no picture.");
        }

        if (Look(id, width, pipeline, out var viewer) is { } refused)
        {
            return refused;
        }

        using (viewer)
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted))
        {
            patience.CancelAfter(SnapshotLimit);
            try
            {
                // Others may have looked for long already: their newest picture can be an old one.
                var picture = await viewer.Feed.CapturedSinceAsync(asked, patience.Token);
                return Results.Bytes(picture.Jpeg, "image/jpeg");
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
                return Refusal.Of(StatusCodes.Status503ServiceUnavailable, $"The camera gave no picture within {SnapshotLimit.TotalSeconds} s.");
            }
        }
    }

    private static async Task<IResult> StreamAsync(string id, string? width, ObservedPipeline pipeline, HttpContext context, IHostApplicationLifetime lifetime)
    {
        if (Look(id, width, pipeline, out var viewer) is { } refused)
        {
            return refused;
        }

        using (viewer)
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping))
        {
            context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            context.Response.ContentType = PictureStream.ContentType;
            try
            {
                await PictureStream.SendAsync(viewer.Feed, context.Response.BodyWriter, () => pipeline.CameraOf(id) is not null, TimeProvider.System, ending.Token);
            }
            catch (OperationCanceledException)
            {
                // The viewer has gone, or the host ends.
            }

            return Results.Empty;
        }
    }

    private static IResult? Look(string id, string? width, ObservedPipeline pipeline, out LiveViews.Viewer viewer)
    {
        viewer = null!;
        if (pipeline.CameraOf(id) is null)
        {
            return Refusal.NoCamera(pipeline);
        }

        if (!int.TryParse(width ?? "640", NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is not 0 and not (>= SmallestWidth and <= LargestWidth))
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, $"width is a number of pixels from {SmallestWidth} to {LargestWidth}, or 0 for full frames.");
        }

        if (pipeline.Views.Open(id, wanted == 0 ? null : wanted) is not { } opened)
        {
            return Refusal.Of(StatusCodes.Status429TooManyRequests, $"{LiveViews.Most} look already, or at too many different sizes. Try again when some have gone.");
        }

        viewer = opened;
        return null;
    }
}
