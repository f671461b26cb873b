using Actors.Street.Scenes;
using OpenCvSharp;

namespace Actors.Street.Lens;

/// <summary>Falling rain or snow: layers that run down the picture, the near ones faster.</summary>
internal sealed class Precipitation : IDisposable
{
    private readonly List<(Mat Layer, float Speed, float Drift)> _layers = [];

    public Precipitation(Dice dice, Climate climate, Size size)
    {
        if (climate.Weather is not (Climate.Kind.Rain or Climate.Kind.Snow))
        {
            return;
        }

        var strength = dice.Between(0.3f, 1);
        var slant = dice.Between(-0.25f, 0.25f);
        var brightness = climate.Light.IsDark ? 60 : 105;
        for (var depth = 1; depth <= 3; depth++)
        {
            var layer = new Mat(size.Height, size.Width, MatType.CV_8UC3, Scalar.All(0));
            var count = (int)(strength * size.Width * size.Height / 3600f / depth);
            for (var i = 0; i < count; i++)
            {
                var (x, y) = (dice.Below(size.Width), dice.Below(size.Height));
                var value = brightness * dice.Between(0.5f, 1);
                if (climate.Weather == Climate.Kind.Rain)
                {
                    var length = size.Height * 0.022f * depth * dice.Between(0.7f, 1.3f);
                    Cv2.Line(layer, x, y, x + (int)(length * slant), y + (int)length, Scalar.All(value * 0.6), depth > 2 ? 2 : 1, LineTypes.AntiAlias);
                }
                else
                {
                    Cv2.Circle(layer, x, y, Math.Max(1, (int)(size.Height * 0.0016f * depth * dice.Between(0.6f, 1.4f))), Scalar.All(value * 1.3), -1, LineTypes.AntiAlias);
                }
            }

            var fall = climate.Weather == Climate.Kind.Rain ? dice.Between(1.6f, 2.2f) * depth : dice.Between(0.12f, 0.2f) * depth;
            _layers.Add((layer, fall * size.Height, fall * size.Height * slant));
        }
    }

    /// <summary>Adds it to a picture as it falls at a time, in seconds.</summary>
    public void Add(Mat picture, double time)
    {
        foreach (var (layer, speed, drift) in _layers)
        {
            var down = (int)(time * speed % layer.Height);
            var aside = (int)(((time * drift % layer.Width) + layer.Width) % layer.Width);
            AddPart(picture, layer, new Point(aside, down));
            AddPart(picture, layer, new Point(aside - layer.Width, down));
            AddPart(picture, layer, new Point(aside, down - layer.Height));
            AddPart(picture, layer, new Point(aside - layer.Width, down - layer.Height));
        }
    }

    public void Dispose() => _layers.ForEach(layer => layer.Layer.Dispose());

    private static void AddPart(Mat picture, Mat layer, Point at)
    {
        var target = new Rect(at, layer.Size()) & new Rect(default, picture.Size());
        if (target is { Width: > 0, Height: > 0 })
        {
            using var to = picture[target];
            using var from = layer[target - at];
            Cv2.Add(to, from, to);
        }
    }
}
