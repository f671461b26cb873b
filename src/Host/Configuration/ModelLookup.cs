using Actors.Host.Catalogue;

namespace Actors.Host.Configuration;

/// <summary>Finds a model, and its labels, by path or by name.</summary>
internal static class ModelLookup
{
    private const string Extension = ".tflite";

    // As the Edge TPU compiler names what it makes.
    private const string CompiledSuffix = "_edgetpu";

    /// <summary>The file of a model.</summary>
    /// <param name="model">A path, or a name. A name of the catalogue means its file for the devices; one of its files' names that very file.</param>
    /// <param name="forEdgeTpu">Whether an Edge TPU may run it.</param>
    /// <exception cref="AbsentModelException">There is none; the message says where it was looked for and what to do.</exception>
    /// <exception cref="UsageException">The catalogue is wrong.</exception>
    public static FoundModel Find(string model, bool forEdgeTpu = false)
    {
        var catalogue = ModelCatalogue.Load();
        if (File.Exists(model))
        {
            return new FoundModel(model, catalogue.OfFile(model));
        }

        if (model.Contains(Path.DirectorySeparatorChar) || model.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new AbsentModelException($"There is no model file '{model}'.");
        }

        // A file of the user's own goes before what is published under its name.
        var published = catalogue.Find(model);
        var names = new[] { model + Extension, published?.FileFor(model, forEdgeTpu).File }.OfType<string>().Distinct().ToList();
        return names.SelectMany(Places).FirstOrDefault(File.Exists) is { } path ? new FoundModel(path, published ?? catalogue.OfFile(path)) : throw Absent(model, names, published);
    }

    /// <summary>The file of a model that the CPU is to run: where the one named is compiled for Edge TPUs, what it was compiled from.</summary>
    /// <inheritdoc cref="Find"/>
    public static string FindForCpu(string model)
    {
        var path = Find(model).Path;
        return OfCpuBeside(path) ?? path;
    }

    /// <summary>Where a file of a model, or of labels, may be: in this order.</summary>
    public static IEnumerable<string> Places(string file) => Folders().Select(folder => Path.Combine(folder, file));

    /// <summary>The file that a model for Edge TPUs was compiled from, <c>NAME.tflite</c> beside <c>NAME_edgetpu.tflite</c>, or null.</summary>
    public static string? OfCpuBeside(string modelPath)
    {
        var stem = Path.GetFileNameWithoutExtension(modelPath);
        var original = OriginalOf(stem);
        return original != stem && Path.Combine(Path.GetDirectoryName(modelPath) ?? "", original + Extension) is var path && File.Exists(path) ? path : null;
    }

    /// <summary>
    /// The label file beside a model, or null: the model's own, that of the model it was compiled from, the one that the catalogue
    /// names, or one for all in the folder.
    /// </summary>
    public static string? LabelsBeside(FoundModel model)
    {
        var folder = Path.GetDirectoryName(model.Path) ?? "";
        var stem = Path.GetFileNameWithoutExtension(model.Path);
        var coco = stem.Contains("coco", StringComparison.OrdinalIgnoreCase) ? "coco_labels.txt" : null;
        var own = new[] { stem, OriginalOf(stem) }.Distinct().SelectMany(name => new[] { $"{name}.txt", $"{name}_labels.txt", $"{name}.labels.txt" });
        string?[] names = [.. own, model.Published?.Labels, "labels.txt", coco];
        return names.OfType<string>().Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static string OriginalOf(string stem) =>
        stem.EndsWith(CompiledSuffix, StringComparison.OrdinalIgnoreCase) ? stem[..^CompiledSuffix.Length] : stem;

    private static IEnumerable<string> Folders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("ACTORS_MODELS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return Path.GetFullPath("models");
        if (Path.GetFullPath(Home.Models) != Path.GetFullPath("models"))
        {
            yield return Home.Models;
        }

        yield return Home.ModelCache;
    }

    private static AbsentModelException Absent(string model, IReadOnlyList<string> names, PublishedModel? published)
    {
        const string WithoutAny = "or see the pipeline work without any model: ./actors run --devices 4xsim:7.6ms";
        return published is null
            ? new AbsentModelException($"There is no model '{model}': looked for {string.Join(" and ", names)} in {string.Join(", ", Folders())}. "
                + $"./actors models list names some to fetch; or put a TensorFlow Lite detector into models/ and name it with --model; {WithoutAny}")
            : new AbsentModelException(
                $"The model '{model}' is not on this machine. Fetch it (licence {published.Licence}) with: ./actors models pull {published.Name}; "
                + $"or name another with --model; {WithoutAny}", published);
    }
}
