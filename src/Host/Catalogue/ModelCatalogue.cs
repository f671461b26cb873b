using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Actors.Host.Configuration;
using Actors.Prepare;

namespace Actors.Host.Catalogue;

/// <summary>The models that are published somewhere and can be fetched, as <c>config/models.json</c> lists them.</summary>
internal sealed partial class ModelCatalogue
{
    private static readonly ModelCatalogue Empty = new(new Document { From = "https://localhost/", Labels = [], Models = [] });

    // Of what a model may have, the schema of its format sets the limit at 2 GB; no edge device runs half of that.
    private const long LargestBytes = 1L << 30;

    private readonly Uri _from;
    private readonly IReadOnlyList<PublishedFile> _labels;

    private ModelCatalogue(Document document)
    {
        _from = new Uri(document.From);
        _labels = document.Labels;
        Models = document.Models;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<PublishedModel> Models { get; }

    /// <summary>All files, of models and of labels.</summary>
    public IEnumerable<PublishedFile> Files => Models.SelectMany(model => model.Files).Concat(_labels);

    /// <summary>Reads the program's own; an empty one where there is none.</summary>
    /// <exception cref="UsageException">It is wrong; the message says where.</exception>
    public static ModelCatalogue Load() => Load(Home.Catalogue);

    /// <summary>Reads one; an empty one where there is none.</summary>
    /// <exception cref="UsageException">It is wrong; the message says where.</exception>
    public static ModelCatalogue Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var document = JsonSerializer.Deserialize(file, CatalogueFormat.Default.Document) ?? throw new FormatException("it holds nothing.");
            Check(document);
            return new ModelCatalogue(document);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Empty;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or SettingException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The catalogue '{path}' is wrong: {wrong.Message}", wrong);
        }
    }

    /// <summary>The model that a name means, or null.</summary>
    public PublishedModel? Find(string name) => Models.FirstOrDefault(model => model.IsCalled(name));

    /// <summary>The model that a name means.</summary>
    /// <exception cref="UsageException">There is none; the message lists those there are.</exception>
    public PublishedModel Require(string name) =>
        Find(name) ?? throw new UsageException(Models.Count == 0
            ? $"There is no catalogue '{Home.Catalogue}'."
            : $"The catalogue has no model '{name}'. It has {string.Join(", ", Models.Select(model => model.Name))}.");

    /// <summary>The model to which a file belongs by its name, or null.</summary>
    public PublishedModel? OfFile(string path) => Models.FirstOrDefault(model => model.Files.Any(file => file.File == Path.GetFileName(path)));

    /// <summary>The labels of a model.</summary>
    public PublishedFile LabelsOf(PublishedModel model) => _labels.First(labels => labels.File == model.Labels);

    /// <summary>Where a file is published; of one that is in an archive, where that is.</summary>
    public Uri AddressOf(PublishedFile file) => file.Address is { } own ? new Uri(own) : new Uri(_from, file.File);

    private static void Check(Document document)
    {
        CheckAddress("From", document.From);
        foreach (var model in document.Models)
        {
            Require(Name().IsMatch(model.Name), $"'{model.Name}' is no name: write letters, digits, '.', '_' and '-'.");
            Require(model.Files.Count > 0, $"{model.Name} has neither a file for the CPU nor one for Edge TPUs.");
            Require(document.Labels.Any(labels => labels.File == model.Labels), $"{model.Name}: '{model.Labels}' is none of its label files.");
            Require(model.Files.All(file => file.File.EndsWith(".tflite", StringComparison.Ordinal)), $"{model.Name}: the names of its files must end in .tflite.");
            ConfigNames.Parse<ResizeMode>($"{model.Name}: Resize", model.Resize);
        }

        var files = document.Models.SelectMany(model => model.Files).Concat(document.Labels).ToList();
        files.ForEach(CheckFile);
        RequireApart(document.Models.Select(model => model.Name));
        RequireApart(files.Select(file => file.File));
    }

    private static void CheckFile(PublishedFile file)
    {
        // It becomes a name in the user's cache, and must not lead out of it.
        Require(Name().IsMatch(file.File), $"'{file.File}' is no name of a file: write letters, digits, '.', '_' and '-'.");
        Require(file.Bytes is null or (> 0 and <= LargestBytes), $"{file.File}: Bytes is {file.Bytes}, and not from 1 to {LargestBytes}.");
        Require(file.Sha256 is not null || file.GitBlobSha1 is not null, $"{file.File} has no digest: give Sha256 or GitBlobSha1.");
        Require(file.Sha256 is null || (file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigit)), $"{file.File}: '{file.Sha256}' is no SHA-256.");
        Require(file.GitBlobSha1 is null || (file.GitBlobSha1.Length == 40 && file.GitBlobSha1.All(char.IsAsciiHexDigit)), $"{file.File}: '{file.GitBlobSha1}' is no SHA-1.");
        Require(file.Member is null || (file.Address is not null && file.Bytes is not null), $"{file.File}: a member of an archive needs Address, of the archive, and Bytes, of its own.");
        if (file.Address is { } address)
        {
            CheckAddress($"{file.File}: Address", address);
        }
    }

    private static void CheckAddress(string what, string address) =>
        Require(Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps, $"{what}: '{address}' is no https address.");

    private static void RequireApart(IEnumerable<string> names)
    {
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"'{twice.Key}' is there twice.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*$")]
    private static partial Regex Name();

    internal sealed record Document
    {
        public required string From { get; init; }

        public required IReadOnlyList<PublishedFile> Labels { get; init; }

        public required IReadOnlyList<PublishedModel> Models { get; init; }
    }

    // Generated: reading it by reflection takes ten times as long, at every start.
    [JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class CatalogueFormat : JsonSerializerContext;
}
