using System.Threading.RateLimiting;
using Actors.Capture;
using Actors.View;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using OpenCvSharp;

namespace Actors.Host.Web;

/// <summary>An image in, what is on it out; by the devices that work for the cameras.</summary>
internal static class DetectEndpoint
{
    private const int LargestImage = 16 * 1024 * 1024;

    // Who waits holds a connection and little more. Each of those at once may hold an image encoded and decoded, some 90 MB, and
    // then its copy on its way.
    private const int MostQueued = 8;

    private static readonly TimeSpan UploadLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>What was found.</summary>
    /// <param name="Width">The image's, in pixels.</param>
    /// <param name="Height">The image's, in pixels.</param>
    /// <param name="Device">What ran the model.</param>
    /// <param name="Latency">Where the time went.</param>
    /// <param name="Detections">What was found, the best first; boxes in pixels of the image.</param>
    internal sealed record Answer(int Width, int Height, string Device, FrameLatency Latency, IReadOnlyList<DetectedObject> Detections);

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    /// <summary>Adds it.</summary>
    public static void MapDetect(this IEndpointRouteBuilder routes)
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = StillsActor.MostInFlight, QueueLimit = MostQueued });
        routes.MapPost("/api/detect", (ObservedPipeline pipeline, HttpContext context) => DetectAsync(pipeline, context, limiter))
            .WithMetadata(new BodyLimit(LargestImage))
            .Accepts<byte[]>("image/jpeg", "image/png", "application/octet-stream")
            .Produces<Answer>().Produces<Refusal>(StatusCodes.Status400BadRequest).Produces<Refusal>(StatusCodes.Status413PayloadTooLarge).Produces<Refusal>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<Refusal>(StatusCodes.Status422UnprocessableEntity).Produces<Refusal>(StatusCodes.Status429TooManyRequests).Produces<Refusal>(StatusCodes.Status503ServiceUnavailable)
            .WithTags("Detection").WithSummary("What is on an image: JPEG or PNG, up to 16 MiB and 24 million pixels. Frames of cameras go first, for a quarter of a second.");
    }

    private static async Task<IResult> DetectAsync(ObservedPipeline pipeline, HttpContext context, ConcurrencyLimiter limiter)
    {
        if (context.Request.ContentType is { } type && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Of(StatusCodes.Status415UnsupportedMediaType, "Send the image itself, as image/jpeg or image/png.");
        }

        var permit = await limiter.AcquireAsync(permitCount: 1, context.RequestAborted);
        if (!permit.IsAcquired)
        {
            return TooMany(context);
        }

        try
        {
            var image = await ReceiveAsync(context, permit);
            var (width, height) = (image.Width, image.Height);

            // The permit goes with the image: who asks and hangs up, again and again, has no more images on their way than others.
            return await pipeline.DetectAsync(image, permit, AnswerLimit, context.RequestAborted) switch
            {
                FrameResult result => Results.Json(new Answer(width, height, result.Device, result.Latency, result.Detections), ApiJson.Options),
                StillsActor.NotDetected { IsBusy: false } not => Refusal.Of(StatusCodes.Status503ServiceUnavailable, not.Reason),
                _ => TooMany(context),
            };
        }
        catch (SourceException refused)
        {
            return Refusal.Of(StatusCodes.Status422UnprocessableEntity, refused.Message);
        }
        catch (TimeoutException)
        {
            return Refusal.Of(StatusCodes.Status408RequestTimeout, $"The image did not come within {UploadLimit.TotalSeconds} s.");
        }
    }

    private static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Refusal.Of(StatusCodes.Status429TooManyRequests, "Too many ask at once, and the cameras go first. Try again in a second.");
    }

    // Gives the permit back where there is no image for it.
    private static async Task<Mat> ReceiveAsync(HttpContext context, RateLimitLease permit)
    {
        try
        {
            using var body = await ReadAsync(context);
            return StillImage.Decode(body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch
        {
            permit.Dispose();
            throw;
        }
    }

    // Grows as the image comes: whoever says that much will come need not send it.
    private static async Task<MemoryStream> ReadAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(UploadLimit);
        var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, patience.Token);
            return body;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
