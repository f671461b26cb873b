using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Actors.Host.Web;

/// <summary>What happens, as it happens.</summary>
internal static class EventEndpoints
{
    // A connection that is gone is noticed by then.
    private static readonly TimeSpan StillHere = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, EventKinds> Kinds = new(StringComparer.Ordinal)
    {
        ["detections"] = EventKinds.Detections,
        ["device"] = EventKinds.Device,
        ["status"] = EventKinds.Status,
        ["settings"] = EventKinds.Settings,
    };

    /// <summary>Adds it.</summary>
    public static void MapEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/api/events", StreamAsync)
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").Produces<Refusal>(StatusCodes.Status400BadRequest).Produces<Refusal>(StatusCodes.Status429TooManyRequests)
        .WithTags("Events").WithSummary("Server-sent events. kinds: of detections, device, status, settings, with commas between; detections and device where it is not said. camera: only this one's detections.");

    private static async Task<IResult> StreamAsync(string? kinds, string? camera, ObservedPipeline pipeline, HttpContext context, IHostApplicationLifetime lifetime)
    {
        var wanted = EventKinds.None;
        foreach (var name in (kinds ?? "detections,device").Split(','))
        {
            if (!Kinds.TryGetValue(name, out var kind))
            {
                return Refusal.Of(StatusCodes.Status400BadRequest, $"kinds is a list with commas of {string.Join(", ", Kinds.Keys)}.");
            }

            wanted |= kind;
        }

        if (camera is not null && pipeline.CameraOf(camera) is null)
        {
            return Refusal.NoCamera(pipeline);
        }

        using var subscription = pipeline.Events.Open(wanted, camera);
        if (subscription is null)
        {
            return Refusal.Of(StatusCodes.Status429TooManyRequests, $"{EventHub.Most} streams are open, and no more are served. Try again when some have gone.");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        try
        {
            await SendAsync(subscription, context.Response, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever listened has gone, or the host ends.
        }

        return Results.Empty;
    }

    private static async Task SendAsync(Subscription subscription, HttpResponse response, CancellationToken ending)
    {
        // So that whoever listens knows that it does, before anything happens.
        await response.BodyWriter.WriteAsync(EventText.StillHere, ending);
        var due = Task.Delay(StillHere, ending);
        while (true)
        {
            var waiting = subscription.Events.WaitToReadAsync(ending).AsTask();
            while (!waiting.IsCompleted && await Task.WhenAny(waiting, due) != waiting)
            {
                await response.BodyWriter.WriteAsync(EventText.StillHere, ending);
                due = Task.Delay(StillHere, ending);
            }

            if (!await waiting)
            {
                return;
            }

            while (subscription.Events.TryRead(out var happened))
            {
                await response.BodyWriter.WriteAsync(happened, ending);
            }
        }
    }
}
