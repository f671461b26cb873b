using Actors.Host;
using Actors.Host.Evaluate;
using Actors.Prepare;
using Actors.Truth;

namespace Actors.Tests.Host.Evaluate;

/// <summary>Annotations and images as people have them, whole and damaged.</summary>
public sealed class DataFolderTests : IDisposable
{
    private const string Sound = """
        {
          "info": { "year": 2026 },
          "images": [ { "id": 7, "file_name": "a.png", "width": 64, "height": 48, "license": 1 }, { "id": 5, "file_name": "b.png", "width": 32, "height": 32 } ],
          "annotations": [
            { "id": 1, "image_id": 7, "category_id": 18, "bbox": [1, 2.5, 30, 20], "area": 450.5, "iscrowd": 0, "segmentation": [[1, 2, 3, 4]] },
            { "id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 64, 48], "iscrowd": 1, "segmentation": { "counts": "x", "size": [48, 64] } }
          ],
          "categories": [ { "id": 18, "name": "dog", "supercategory": "animal" }, { "id": 1, "name": "person" } ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_categories_and_objects_are_read_and_what_else_is_in_the_file_is_not_minded()
    {
        Write("annotations.json", Sound);
        WriteImages("images");

        var set = DataFolder.Open(_folder.Path);

        Assert.Equal([(7, 64, 48), (5, 32, 32)], set.Images.Select(image => ((int)image.Id, image.Width, image.Height)));
        Assert.Equal([new Category(1, "person"), new Category(18, "dog")], set.Categories);
        Assert.Equal(
            [new TrueObject(18, new PixelBox(1, 2.5, 30, 20), 450.5), new TrueObject(1, new PixelBox(0, 0, 64, 48), 64 * 48, Crowd: true)],
            set.Images[0].Truth);
        Assert.Empty(set.Images[1].Truth);
        Assert.Equal(1, set.ObjectCount);
    }

    [Theory]
    [InlineData("annotations.json", "images", "")]
    [InlineData("annotations.json", "", "")]
    [InlineData("annotations/instances_val2017.json", "val2017", "")]
    [InlineData("annotations/instances_val2017.json", "images/val2017", "")]
    [InlineData("annotations/instances_val2017.json", "images", "annotations/instances_val2017.json")]
    [InlineData("mine.json", "mine", "mine.json")]
    [InlineData("mine.json", "images", "mine.json")]
    public void Annotations_and_images_are_found_where_people_have_them(string annotations, string images, string named)
    {
        Write(annotations, Sound);
        WriteImages(images);

        var set = DataFolder.Open(_folder.PathOf(named));

        Assert.All(set.Images, image => Assert.True(File.Exists(image.Path), image.Path));
    }

    [Fact]
    public void Of_several_annotations_one_has_to_be_named()
    {
        Write("annotations/instances_train2017.json", Sound);
        Write("annotations/instances_val2017.json", Sound);

        var told = Refused(_folder.Path);

        Assert.Contains("instances_train2017.json, instances_val2017.json", told, StringComparison.Ordinal);
        Assert.Contains("--data", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_missing_or_has_no_annotations_is_told()
    {
        Assert.Contains("no file or folder", Refused(_folder.PathOf("nowhere")), StringComparison.Ordinal);
        Assert.Contains("annotations.json", Refused(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_images_are_told_with_the_first_one_s_entry_and_how_many_there_are()
    {
        Write("annotations.json", Sound);
        WriteImages("images");
        File.Delete(_folder.PathOf("images/b.png"));

        Assert.Contains($"annotations.json: images[1]: there is no '{_folder.PathOf("images/b.png")}'", Refused(_folder.Path), StringComparison.Ordinal);

        File.Delete(_folder.PathOf("images/a.png"));
        var told = Refused(_folder.Path);
        Assert.Contains("'a.png'", told, StringComparison.Ordinal);
        Assert.Contains(_folder.PathOf("images"), told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1 is no JSON")]
    [InlineData("null", "there is nothing in it")]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "line 1 is no JSON")]
    [InlineData("{}", "there are no categories")]
    [InlineData("""{ "categories": [ { "id": 1, "name": "a" } ], "images": [] }""", "there are no images")]
    [InlineData("""{ "categories": 3 }""", "'categories' (line 1)")]
    public void What_is_no_such_file_is_told_with_what_is_expected(string text, string expected)
    {
        Write("annotations.json", text);

        var told = Refused(_folder.Path);

        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.StartsWith(_folder.PathOf("annotations.json"), told, StringComparison.Ordinal);
        Assert.Contains("bbox [x, y, width, height]", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2.5, 30, 20]", "[1, 2.5, 30]", "annotations[0]: a bbox is [x, y, width, height] in pixels, not [1, 2.5, 30]")]
    [InlineData("[1, 2.5, 30, 20]", "[1, 2.5, -30, 20]", "annotations[0]: a bbox is")]
    [InlineData("[1, 2.5, 30, 20]", "\"1 2 3 4\"", "'annotations[0].bbox' (line 5)")]
    [InlineData("\"image_id\": 7, \"category_id\": 1,", "\"image_id\": 8, \"category_id\": 1,", "annotations[1]: there is no image with the id 8")]
    [InlineData("\"category_id\": 18", "\"category_id\": 19", "annotations[0]: there is no category with the id 19")]
    [InlineData("\"category_id\": 18", "\"category\": 18", "annotations[0]: an annotation has an image_id and a category_id")]
    [InlineData("\"id\": 5", "\"id\": 7", "images: the id 7 is given 2 times")]
    [InlineData("\"width\": 32", "\"width\": 0", "images[1]: an image has")]
    [InlineData("\"file_name\": \"b.png\"", "\"name\": \"b.png\"", "images[1]: an image has")]
    [InlineData("{ \"id\": 1, \"name\": \"person\" }", "null", "categories[1]: a category has an id and a name")]
    public void An_entry_that_is_not_sound_is_told_with_its_place(string sound, string damaged, string expected)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);
        Write("annotations.json", Sound.Replace(sound, damaged, StringComparison.Ordinal));
        WriteImages("images");

        Assert.Contains($"annotations.json: {expected}", Refused(_folder.Path), StringComparison.Ordinal);
    }

    private static string Refused(string data) => Assert.Throws<UsageException>(() => DataFolder.Open(data)).Message;

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        File.WriteAllText(_folder.PathOf(name), text);
    }

    private void WriteImages(string folder)
    {
        Write(Path.Combine(folder, "a.png"), "");
        Write(Path.Combine(folder, "b.png"), "");
    }
}
