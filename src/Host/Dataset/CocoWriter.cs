using System.Text.Json;
using Actors.Street;

namespace Actors.Host.Dataset;

/// <summary>Annotations as the COCO data set has them for object detection (cocodataset.org, "Data format").</summary>
/// <remarks>
/// Boxes are left, top, width and height in pixels. Images and annotations are numbered from 1, and so are the categories. What is
/// doubtful is marked as a crowd is, which is the format's way to say that an object is neither asked for nor held against anybody.
/// </remarks>
internal static class CocoWriter
{
    public const string FileName = "annotations.json";

    /// <summary>Writes the annotations of images that are called by their place in the list.</summary>
    public static void Write(Stream stream, IReadOnlyList<LabelledImage> images, string description)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("description", description);
        json.WriteEndObject();
        json.WriteStartArray("images");
        for (var i = 0; i < images.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("file_name", LabelledImage.NameOf(i));
            json.WriteNumber("width", images[i].Width);
            json.WriteNumber("height", images[i].Height);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteAnnotations(json, images);
        json.WriteStartArray("categories");
        foreach (var kind in Enum.GetValues<StreetClass>())
        {
            json.WriteStartObject();
            json.WriteNumber("id", StreetLabels.CategoryOf(kind));
            json.WriteString("name", StreetLabels.NameOf(kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyList<LabelledImage> images)
    {
        var id = 0;
        json.WriteStartArray("annotations");
        for (var i = 0; i < images.Count; i++)
        {
            foreach (var found in images[i].Objects)
            {
                json.WriteStartObject();
                json.WriteNumber("id", ++id);
                json.WriteNumber("image_id", i + 1);
                json.WriteNumber("category_id", StreetLabels.CategoryOf(found.Class));
                json.WriteStartArray("bbox");
                json.WriteNumberValue(found.Box.X);
                json.WriteNumberValue(found.Box.Y);
                json.WriteNumberValue(found.Box.Width);
                json.WriteNumberValue(found.Box.Height);
                json.WriteEndArray();
                json.WriteNumber("area", found.Area);
                json.WriteNumber("iscrowd", found.Doubtful ? 1 : 0);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
