using System.Globalization;
using System.Text;

namespace Actors.Tests.Host.Catalogue;

/// <summary>What a <see cref="ModelServer"/> answers, right or wrong.</summary>
internal sealed record Answer
{
    public int Status { get; init; } = 200;

    public IReadOnlyList<string> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>The length that it claims; null claims none, and the end of the connection is the end.</summary>
    public long? Length { get; init; }

    /// <summary>After so many bytes of the body it sends no more.</summary>
    public int Sends { get; init; } = int.MaxValue;

    /// <summary>Whether it then stays silent, and does not hang up.</summary>
    public bool Stalls { get; init; }

    /// <summary>Before it answers at all.</summary>
    public Task Waits { get; init; } = Task.CompletedTask;

    /// <summary>A file as a server should give it: whole, or the part that is asked for if it has not changed.</summary>
    public static Answer File(Request request, byte[] content, string tag = "\"one\"")
    {
        string[] headers = [$"ETag: {tag}", "Accept-Ranges: bytes"];
        if (request.Headers.GetValueOrDefault("range") is not { } range || request.Headers.GetValueOrDefault("if-range") is { } condition && condition != tag)
        {
            return new Answer { Headers = headers, Body = content, Length = content.Length };
        }

        var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return from >= content.Length
            ? Of(416)
            : new Answer { Status = 206, Headers = [.. headers, $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"], Body = content[from..], Length = content.Length - from };
    }

    public static Answer Of(int status, params string[] headers) => new() { Status = status, Headers = headers, Length = 0 };

    public static Answer Redirect(string location) => Of(302, $"Location: {location}");

    /// <summary>The head, as it goes over the wire.</summary>
    public byte[] Head() => Encoding.ASCII.GetBytes(string.Join("\r\n",
        [$"HTTP/1.1 {Status} {(Status == 200 ? "OK" : "Said")}", .. Headers, .. Length is { } length ? [string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}")] : Array.Empty<string>(), "Connection: close", "", ""]));
}
