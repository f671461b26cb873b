using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>What a request is answered with that is refused.</summary>
/// <param name="Error">Why, and what to do.</param>
internal sealed record Refusal(string Error)
{
    /// <summary>Refuses a request.</summary>
    public static Task WriteAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = null;
        return context.Response.WriteAsJsonAsync(new Refusal(why), ApiJson.Options);
    }

    /// <summary>A refusal as an endpoint's result.</summary>
    public static IResult Of(int status, string why) => Results.Json(new Refusal(why), ApiJson.Options, statusCode: status);

    /// <summary>There is no such camera.</summary>
    public static IResult NoCamera(ObservedPipeline pipeline) =>
        Of(StatusCodes.Status404NotFound, $"There is no such camera. There are {string.Join(", ", pipeline.Settings.Cameras.Select(camera => camera.Name))}.");
}
