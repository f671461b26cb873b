using System.Globalization;
using Actors.Prepare;
using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>Makes sense of a file of COCO annotations, or says which entry makes none.</summary>
internal sealed class CocoReader
{
    /// <summary>What such a file holds, for messages.</summary>
    public const string Expected = """COCO annotations are an object with the lists images {id, file_name, width, height}, annotations {image_id, category_id, bbox [x, y, width, height], area, iscrowd} and categories {id, name}.""";

    private readonly string _path;

    private CocoReader(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageFolder">Where the pictures are, by the name of the first.</param>
    /// <exception cref="UsageException">It is none, or not a sound one: in one line the file, the entry and the reason.</exception>
    public static AnnotatedSet Read(string path, Func<string, string> imageFolder)
    {
        var file = CocoFile.Read(path);
        return new CocoReader(path).Check(file, imageFolder);
    }

    private AnnotatedSet Check(CocoFile file, Func<string, string> imageFolder)
    {
        var categories = Required(file.Categories, "categories").Select(CategoryOf).OrderBy(category => category.Id).ToList();
        RequireUnique("categories", categories.Select(category => category.Id));
        var images = Required(file.Images, "images").Index().Select(image => (image.Index, Image: Sound(image.Item, image.Index))).ToList();
        RequireUnique("images", images.Select(image => image.Image.Id!.Value));

        var known = categories.Select(category => category.Id).ToHashSet();
        var objects = images.ToDictionary(image => image.Image.Id!.Value, _ => new List<TrueObject>());
        foreach (var (index, annotation) in Required(file.Annotations, "annotations").Index())
        {
            var (image, truth) = Sound(annotation, $"annotations[{index}]", known);
            (objects.GetValueOrDefault(image) ?? throw Wrong($"annotations[{index}]", $"there is no image with the id {image}")).Add(truth);
        }

        var folder = imageFolder(images[0].Image.FileName!);
        var set = new AnnotatedSet(
            _path,
            [.. images.Select(image => new AnnotatedImage(
                $"images[{image.Index}]", image.Image.Id!.Value, Path.Combine(folder, image.Image.FileName!), image.Image.Width!.Value, image.Image.Height!.Value, objects[image.Image.Id!.Value]))],
            categories);
        RequireImages(set);
        return set;
    }

    private T[] Required<T>(T[]? list, string name) =>
        list is { Length: > 0 } ? list : throw new UsageException($"{_path}: there are no {name} in it. {Expected}");

    private Category CategoryOf(CocoFile.Kind? kind, int index) => kind is { Id: { } id, Name: { } name }
        ? new Category(id, name)
        : throw Wrong($"categories[{index}]", "a category has an id and a name");

    private CocoFile.Picture Sound(CocoFile.Picture? image, int index) => image is { Id: not null, FileName.Length: > 0, Width: > 0, Height: > 0 }
        ? image
        : throw Wrong($"images[{index}]", "an image has an id, a file_name, and a width and height above 0");

    private (long Image, TrueObject Truth) Sound(CocoFile.Annotation? annotation, string entry, HashSet<long> categories)
    {
        if (annotation is not { ImageId: { } image, CategoryId: { } category })
        {
            throw Wrong(entry, "an annotation has an image_id and a category_id");
        }

        if (!categories.Contains(category))
        {
            throw Wrong(entry, $"there is no category with the id {category}");
        }

        if (annotation.Bbox is not [var x, var y, >= 0 and var width, >= 0 and var height])
        {
            throw Wrong(entry, $"a bbox is [x, y, width, height] in pixels, not [{string.Join(", ", (annotation.Bbox ?? []).Select(number => number.ToString(CultureInfo.InvariantCulture)))}]");
        }

        return (image, new TrueObject(category, new PixelBox(x, y, width, height), annotation.Area ?? width * height, annotation.Iscrowd != 0));
    }

    private void RequireUnique(string list, IEnumerable<long> ids)
    {
        if (ids.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Wrong(list, $"the id {twice.Key} is given {twice.Count()} times");
        }
    }

    private static void RequireImages(AnnotatedSet set)
    {
        var missing = set.Images.Where(image => !File.Exists(image.Path)).ToList();
        if (missing.Count > 0)
        {
            throw new UsageException(
                $"{set.File}: {missing[0].Entry}: there is no '{missing[0].Path}'{(missing.Count > 1 ? $", and {missing.Count - 1} more of {set.Images.Count} images are missing" : "")}. Put what is missing there, or take it out of the annotations: figures without it would not be those of this set.");
        }
    }

    private UsageException Wrong(string entry, string reason) => new($"{_path}: {entry}: {reason}.");
}
