using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Actors.Host.Web;

/// <summary>The page's own files, which the program carries inside. Each has an address of its own; no address leads to a file system.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private sealed record PageFile(string Type, byte[] Plain, byte[] Compressed, EntityTagHeaderValue Tag);

    /// <summary>Adds them.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var file = Read(name);
            var address = name[Prefix.Length..] switch { "index.html" => "/", "sign-in.html" => "/sign-in", var other => $"/{other}" };
            routes.MapGet(address, context => SendAsync(context, file)).ExcludeFromDescription();
        }
    }

    private static PageFile Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        return new PageFile(Types[Path.GetExtension(name)], plain, compressed.ToArray(), new EntityTagHeaderValue($"\"{Convert.ToHexString(SHA256.HashData(plain))[..16]}\""));
    }

    private static Task SendAsync(HttpContext context, PageFile file)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag.ToString();
        response.Headers.Vary = "Accept-Encoding";
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(file.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var compressed = request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0);
        var body = compressed ? file.Compressed : file.Plain;
        response.ContentType = file.Type;
        response.ContentLength = body.Length;
        if (compressed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        return response.Body.WriteAsync(body).AsTask();
    }
}
