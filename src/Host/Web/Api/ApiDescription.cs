using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Host.Web;

/// <summary>The API's description, OpenAPI 3.1, made of the endpoints themselves.</summary>
internal static class ApiDescription
{
    /// <summary>Adds what makes it.</summary>
    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "actors";
            document.Info.Version = "v1";
            document.Info.Description = "Real-time object detection: what cameras and devices do, pictures and events as they come, and the settings of the running pipeline.";

            // Whoever reads it knows where it came from.
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
    }

    /// <summary>Adds it, at <c>/openapi/v1.json</c>.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder routes) => routes.MapOpenApi();
}
