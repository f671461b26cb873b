namespace Actors.Host.Evaluate;

/// <summary>Finds annotations and pictures where people have them.</summary>
/// <remarks>
/// <code>
///  DIR/annotations.json                     DIR/images/…      as this program's own
///  DIR/annotations/instances_val2017.json   DIR/val2017/…     as COCO has it; several: name the one
/// </code>
/// </remarks>
internal static class DataFolder
{
    private const string Annotations = "annotations";
    private const string Images = "images";
    private const string CocoPrefix = "instances_";

    /// <summary>Reads a set.</summary>
    /// <param name="data">A folder, or a file of annotations.</param>
    /// <exception cref="UsageException">It is not there, or not sound.</exception>
    public static AnnotatedSet Open(string data)
    {
        var file = FileOf(data);
        return CocoReader.Read(file, image => FolderOf(file, image));
    }

    private static string FileOf(string data)
    {
        if (File.Exists(data))
        {
            return data;
        }

        if (!Directory.Exists(data))
        {
            throw new UsageException($"--data: there is no file or folder '{data}'.");
        }

        if (Path.Combine(data, $"{Annotations}.json") is var own && File.Exists(own))
        {
            return own;
        }

        var folder = Path.Combine(data, Annotations);
        string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, $"{CocoPrefix}*.json") : [];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new UsageException($"--data: there is neither {own} nor {Path.Combine(folder, $"{CocoPrefix}….json")}. Name the file of annotations itself."),
            _ => throw new UsageException($"--data: there are {string.Join(", ", found.Select(Path.GetFileName).Order())} in {folder}. Name one of them: --data {found.Order().First()}"),
        };
    }

    private static string FolderOf(string file, string firstImage)
    {
        var beside = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var above = Path.GetDirectoryName(beside) ?? beside;
        var stem = Path.GetFileNameWithoutExtension(file);
        var split = stem.StartsWith(CocoPrefix, StringComparison.Ordinal) ? stem[CocoPrefix.Length..] : stem;
        string[] folders =
        [
            Path.Combine(beside, Images), beside, Path.Combine(beside, split),
            Path.Combine(above, split), Path.Combine(above, Images), Path.Combine(above, Images, split),
        ];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, firstImage)))
            ?? throw new UsageException($"{file}: its first image, '{firstImage}', is in none of {string.Join(", ", folders)}. Put the images into the first of these.");
    }
}
