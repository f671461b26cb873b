using Actors.Host.Evaluate;
using Actors.Prepare;
using Actors.Truth;

namespace Actors.Tests.Host.Evaluate;

/// <summary>Objects and detections as tests write them.</summary>
internal static class Scene
{
    public const long Cat = 1;
    public const long Dog = 2;

    public static TrueObject There(double x, double y, double width, double height, long category = Cat) =>
        new(category, new PixelBox(x, y, width, height), width * height);

    public static TrueObject Crowd(double x, double y, double width, double height, long category = Cat) =>
        There(x, y, width, height, category) with { Crowd = true };

    public static FoundObject Found(double score, double x, double y, double width, double height, long category = Cat) =>
        new(category, score, new PixelBox(x, y, width, height));

    public static JudgedImage Image(TrueObject[] truth, FoundObject[] found, long id = 1) => new(id, truth, found);
}
