using System.Globalization;

namespace Actors.Host.Catalogue;

/// <summary>What there is to say of a model of the catalogue and of its files on this machine.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Task">What it finds.</param>
/// <param name="InputSize">Its input in pixels.</param>
/// <param name="Resize">How pictures become its input.</param>
/// <param name="Licence">Under which it is published.</param>
/// <param name="EdgeTpuMs">Published latency on an Edge TPU.</param>
/// <param name="CocoMapPercent">Published mAP on COCO.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Files">Its files, labels last.</param>
internal sealed record ModelDescription(
    string Name, string Task, string InputSize, string Resize, string Licence, double? EdgeTpuMs, double? CocoMapPercent, string? Note, IReadOnlyList<ModelDescription.Part> Files)
{
    /// <summary>One of its files.</summary>
    /// <param name="File">Its name.</param>
    /// <param name="For">What it is for: <c>cpu</c>, <c>edgetpu</c>, <c>labels</c>.</param>
    /// <param name="Address">Where it is published; of one in an archive, where that is.</param>
    /// <param name="Bytes">Its size, as published or as here; null where neither is known.</param>
    /// <param name="Sha256">Its SHA-256, where that is published.</param>
    /// <param name="GitBlobSha1">Its object id in git, where that is published.</param>
    /// <param name="Path">Where it is on this machine; null where it is not.</param>
    internal sealed record Part(string File, string For, Uri Address, long? Bytes, string? Sha256, string? GitBlobSha1, string? Path);

    /// <summary>Whether all files are on this machine.</summary>
    public bool IsHere => Files.All(part => part.Path is not null);

    /// <summary>Describes a model.</summary>
    public static ModelDescription Of(ModelCatalogue catalogue, PublishedModel model) => new(
        model.Name, model.Task, model.InputSize, model.Resize, model.Licence, model.EdgeTpuMs, model.CocoMapPercent, model.Note,
        [
            .. model.Files.Select(file => Describe(file, file == model.Cpu ? "cpu" : "edgetpu", catalogue)),
            Describe(catalogue.LabelsOf(model), "labels", catalogue),
        ]);

    /// <summary>Prints all of it, for people.</summary>
    public static void Write(ModelDescription model)
    {
        Console.WriteLine(model.Name);
        Console.WriteLine($"  finds      {model.Task}");
        Console.WriteLine($"  input      {model.InputSize}, {model.Resize}");
        Console.WriteLine($"  licence    {model.Licence}");
        Console.WriteLine($"  published  {string.Join(", ", Figures(model).DefaultIfEmpty("no figures"))}");
        foreach (var part in model.Files)
        {
            Console.WriteLine($"  {part.For,-9}  {part.File}{(part.Bytes is { } bytes ? $", {ByteText.Of(bytes)}" : "")}");
            Console.WriteLine($"             {(part.Path is null ? $"not here, but at {part.Address}" : part.Path)}");
        }

        if (!model.IsHere)
        {
            Console.WriteLine($"Fetch it with: ./actors models pull {model.Name}");
        }
    }

    private static IEnumerable<string> Figures(ModelDescription model)
    {
        if (model.CocoMapPercent is { } percent)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"mAP@[.5:.95] {percent} % on COCO");
        }

        if (model.EdgeTpuMs is { } milliseconds)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms on an Edge TPU");
        }

        if (model.Note is { } note)
        {
            yield return note;
        }
    }

    private static Part Describe(PublishedFile file, string use, ModelCatalogue catalogue)
    {
        var path = LocalFile.PathOf(file);
        return new Part(file.File, use, catalogue.AddressOf(file), file.Bytes ?? (path is null ? null : new FileInfo(path).Length), file.Sha256, file.GitBlobSha1, path);
    }
}
