using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Host.Web;

/// <summary>How the API writes and reads JSON.</summary>
internal static class ApiJson
{
    /// <summary>The options.</summary>
    public static readonly JsonSerializerOptions Options = Configured(new JsonSerializerOptions());

    /// <summary>Sets them.</summary>
    public static JsonSerializerOptions Configured(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.MaxDepth = 16;
        return options;
    }
}
