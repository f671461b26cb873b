using System.Text.Json;

namespace Actors.Host.Evaluate;

/// <summary>A file of COCO annotations as it is written; what a reader needs of it. See cocodataset.org/#format-data.</summary>
/// <remarks>Whatever is not there is null: <see cref="CocoReader"/> says so with the entry's place.</remarks>
internal sealed record CocoFile(CocoFile.Picture?[]? Images, CocoFile.Annotation?[]? Annotations, CocoFile.Kind?[]? Categories)
{
    private static readonly JsonSerializerOptions Style = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public sealed record Picture(long? Id, string? FileName, int? Width, int? Height);

    public sealed record Annotation(long? ImageId, long? CategoryId, double[]? Bbox, double? Area, int Iscrowd);

    public sealed record Kind(long? Id, string? Name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or is no such file.</exception>
    public static CocoFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<CocoFile>(stream, Style) ?? throw new UsageException($"{path}: there is nothing in it. {CocoReader.Expected}");
        }
        catch (JsonException wrong)
        {
            // The reader's own message speaks of types; its path says where: $.annotations[17].bbox
            var place = wrong.Path?.TrimStart('$', '.') is { Length: > 0 } entry ? $"'{entry}' (line {wrong.LineNumber + 1}) is not what it should be" : $"line {wrong.LineNumber + 1} is no JSON";
            throw new UsageException($"{path}: {place}. {CocoReader.Expected}", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--data: {unreadable.Message}", unreadable);
        }
    }
}
