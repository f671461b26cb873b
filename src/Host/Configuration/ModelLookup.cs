using Actors.Interop;

namespace Actors.Host.Configuration;

/// <summary>Finds a model, and its labels, by path or by name.</summary>
internal static class ModelLookup
{
    private const string Extension = ".tflite";

    // As the Edge TPU compiler names what it makes.
    private const string CompiledSuffix = "_edgetpu";

    /// <summary>The file of a model.</summary>
    /// <param name="model">A path, or a name.</param>
    /// <exception cref="ModelException">There is none; the message says where it was looked for and what to do.</exception>
    public static string Find(string model)
    {
        if (File.Exists(model))
        {
            return model;
        }

        if (model.Contains(Path.DirectorySeparatorChar) || model.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelException(ModelException.Fault.Unreadable, $"There is no model file '{model}'.");
        }

        var folders = Folders().ToList();
        return folders.Select(folder => Path.Combine(folder, model + Extension)).FirstOrDefault(File.Exists)
            ?? throw new ModelException(ModelException.Fault.Unreadable,
                $"There is no model '{model}': looked for {model}{Extension} in {string.Join(", ", folders)}. "
                + "Get a TensorFlow Lite detector (coral.ai/models/object-detection lists good ones, for the CPU and for Edge TPUs), put it into models/ and name it with --model; "
                + "or see the pipeline work without any model: ./actors run --devices 4xsim:7.6ms");
    }

    /// <summary>The file that a model for Edge TPUs was compiled from, <c>NAME.tflite</c> beside <c>NAME_edgetpu.tflite</c>, or null.</summary>
    public static string? OfCpuBeside(string modelPath)
    {
        var stem = Path.GetFileNameWithoutExtension(modelPath);
        return stem.EndsWith(CompiledSuffix, StringComparison.OrdinalIgnoreCase)
            && Path.Combine(Path.GetDirectoryName(modelPath) ?? "", stem[..^CompiledSuffix.Length] + Extension) is var path && File.Exists(path)
            ? path
            : null;
    }

    /// <summary>The label file beside a model, or null.</summary>
    public static string? LabelsBeside(string modelPath)
    {
        var folder = Path.GetDirectoryName(modelPath) ?? "";
        var stem = Path.GetFileNameWithoutExtension(modelPath);
        string[] names = stem.Contains("coco", StringComparison.OrdinalIgnoreCase)
            ? [$"{stem}.txt", $"{stem}_labels.txt", $"{stem}.labels.txt", "labels.txt", "coco_labels.txt"]
            : [$"{stem}.txt", $"{stem}_labels.txt", $"{stem}.labels.txt", "labels.txt"];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

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

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        yield return Path.Combine(cache, "actors", "models");
    }
}
