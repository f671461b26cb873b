using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Web;

/// <summary>Has every refusal say why, as JSON, and nothing of the program's inside.</summary>
internal sealed class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } response)
            {
                await Refusal.WriteAsync(context, response.StatusCode, response.StatusCode switch
                {
                    StatusCodes.Status404NotFound => "There is nothing here. /openapi/v1.json tells what there is.",
                    StatusCodes.Status405MethodNotAllowed => "This method is not for this address. /openapi/v1.json tells which is.",
                    StatusCodes.Status415UnsupportedMediaType => "The body's Content-Type is not one that is taken here.",
                    _ => "The request cannot be answered as it is.",
                });
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (Exception bad) when (bad is BadHttpRequestException && !context.Response.HasStarted)
        {
            await Refusal.WriteAsync(context, ((BadHttpRequestException)bad).StatusCode, bad.Message);
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Likewise.
        }
#pragma warning disable CA1031 // What fails unexpectedly is told in the log, and to whoever asked only that it has.
        catch (Exception unexpected) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            log.LogError(unexpected, "{Method} {Path} failed unexpectedly, please report it", context.Request.Method, context.Request.Path);
            await Refusal.WriteAsync(context, StatusCodes.Status500InternalServerError, "This failed unexpectedly; the host's log tells more.");
        }
    }
}
