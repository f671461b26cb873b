using Actors.Street.Drawing;
using Actors.Street.Lens;
using Actors.Street.Scenes;
using Actors.Street.Things;
using Actors.Street.Traffic;
using OpenCvSharp;

namespace Actors.Street;

/// <summary>A street as a fixed camera sees it. Any moment can be shown, in any order; used by one thread.</summary>
/// <remarks>
/// The seed decides everything, so the same settings show the same pictures. What is to be found is told exactly, since every
/// pixel knows whose it is: boxes are around the pixels that are seen. Doubtful is what is hidden but for a quarter, or beyond
/// the picture's edge but for an eighth, and what is too small to be made out. Left out is what is but a few pixels.
/// </remarks>
public sealed class StreetView : IDisposable
{
    /// <summary>Of an object that others hide, less than this share is not enough to tell what it is.</summary>
    public const double LeastUnhidden = 0.25;

    /// <summary>Likewise of one that reaches beyond the picture's edge.</summary>
    public const double LeastWithin = 0.12;

    // Of the picture's height: the shorter and the longer side of what can be made out. A person of 5 % is what an observer can
    // keep watch on ("monitor and control"; twice that is asked to "detect" one: Home Office, CCTV Operational Requirements
    // Manual, 2009).
    private const float LeastShorterSide = 0.016f;
    private const float LeastLongerSide = 0.05f;

    // In pixels: of what can be made out, and of what is told at all.
    private const int LeastArea = 30;
    private const int LeastAreaTold = 6;

    // Numbers from 1 are for what is to be found.
    private const int MostParts = Thing.Clutter - 1;

    // How far behind the camera traffic begins, in metres.
    private const float Near = -25;

    // What is so near stands before the lens, in metres.
    private const float NearestThing = 1.6f;

    private readonly StreetSettings _settings;
    private readonly Viewpoint _viewpoint;
    private readonly Climate _climate;
    private readonly Population _population;
    private readonly Backdrop _backdrop;
    private readonly Canvas _canvas;
    private readonly Pen _pen;
    private readonly Shadows _shadows;
    private readonly Precipitation _precipitation;
    private readonly Sensor _sensor;
    private readonly Census _census = new();
    private readonly DepthOrder _order = new();
    private readonly Mat _shaded = new();
    private readonly Mat _sunlit = new();
    private readonly List<(Placed Placed, Rect Extent)> _seen = [];
    private readonly List<(long Id, StreetClass Class, byte Part, double Within)> _parts = [];
    private readonly float _far;
    private (float Shaded, float Sunlit) _levels;

    /// <summary>Builds a street.</summary>
    public StreetView(StreetSettings settings)
    {
        _settings = settings;
        var dice = new Dice((ulong)settings.Seed);
        var layout = new Layout(dice.For(Purpose.Layout));
        var size = new Size(settings.Width, settings.Height);
        _viewpoint = new Viewpoint(dice.For(Purpose.Viewpoint), layout, settings.Width * Canvas.Oversampling, settings.Height * Canvas.Oversampling);
        _climate = new Climate(dice.For(Purpose.Climate));
        _population = new Population(dice, layout, _climate, settings.Density);
        _backdrop = new Backdrop(dice, layout, _viewpoint, _climate);
        _canvas = new Canvas(settings.Width, settings.Height);
        _pen = new Pen(_canvas, _viewpoint.Camera, _climate.Light);
        _shadows = new Shadows(_viewpoint.Camera, _climate.Light);
        _precipitation = new Precipitation(dice.For(Purpose.Climate, 1), _climate, size);
        _sensor = new Sensor(dice.For(Purpose.Sensor), _climate, size);
        _far = layout.Ends - 8;
    }

    /// <summary>Shows a moment.</summary>
    /// <param name="picture">Becomes 8-bit BGR, of the size asked for.</param>
    /// <param name="time">In seconds, from anywhere.</param>
    /// <returns>What is to be found.</returns>
    public IReadOnlyList<StreetObject> Show(Mat picture, double time)
    {
        _climate.Light.Sunshine = _climate.SunshineAt(time);
        ShowBackdrop(picture);
        Choose(time);
        _shadows.Throw(_seen.Select(thing => thing.Placed), picture);
        var touched = DrawThings();
        Blend.Over(picture, _canvas, touched, _census);
        foreach (var glow in _pen.Glows)
        {
            Gleam.Add(picture, _canvas, glow);
        }

        using (var drawn = _canvas.Pixels[touched])
        {
            drawn.SetTo(Scalar.All(0));
        }

        _precipitation.Add(picture, time);
        _sensor.Take(picture, (long)(time * 1000));
        return Found();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _shadows.Dispose();
        _precipitation.Dispose();
        _sensor.Dispose();
        _shaded.Dispose();
        _sunlit.Dispose();
    }

    // Drawn once without the sun and once with it; clouds are somewhere between.
    private void ShowBackdrop(Mat picture)
    {
        var sunshine = _climate.Light.Sunshine;
        if (_shaded.Empty())
        {
            DrawBackdrop(_shaded, 0);
            if (_climate.HasSun)
            {
                DrawBackdrop(_sunlit, 1);
            }

            _levels = (Sensor.LevelOf(_shaded), Sensor.LevelOf(_climate.HasSun ? _sunlit : _shaded));
        }

        if (_climate.HasSun)
        {
            picture.Create(_shaded.Size(), _shaded.Type());
            Cv2.AddWeighted(_sunlit, sunshine, _shaded, 1 - sunshine, 0, picture);
        }
        else
        {
            _shaded.CopyTo(picture);
        }

        _climate.Light.Sunshine = sunshine;

        // A cloud makes the picture darker all the same: no camera makes up for all of it.
        _sensor.Expose(float.Lerp(_levels.Shaded, _levels.Sunlit, 0.25f + 0.5f * sunshine));
    }

    private void DrawBackdrop(Mat into, float sunshine)
    {
        _climate.Light.Sunshine = sunshine;
        _backdrop.Draw(_canvas, into);
    }

    // What is in the picture, the farthest first.
    private void Choose(double time)
    {
        _seen.Clear();
        var camera = _viewpoint.Camera;
        foreach (var placed in _population.At(time, Near, _far))
        {
            var distance = Vector3.Distance(placed.Position + new Vector3(0, 0, placed.Thing.Size.Z / 2), camera.Position);
            if (distance < placed.Thing.Size.Z * _viewpoint.Far && distance > NearestThing && Extent(placed) is { Width: > 0, Height: > 0 } extent)
            {
                _seen.Add((placed, extent));
            }
        }

        _order.Sort(_seen, camera.Position);
    }

    private Rect DrawThings()
    {
        _census.Clear();
        _parts.Clear();
        _pen.Glows.Clear();
        Rect touched = default;
        Span<byte> parts = stackalloc byte[3];
        foreach (var (placed, extent) in _seen)
        {
            var thing = placed.Thing;
            for (var i = 0; i < thing.Parts.Count; i++)
            {
                parts[i] = Thing.Clutter;
                if (thing.Parts[i] is { } found && _parts.Count < MostParts)
                {
                    parts[i] = (byte)(_parts.Count + 1);
                    _parts.Add((placed.Id + i, found, parts[i], Within(placed)));
                }
            }

            _pen.Place(placed.Position, placed.Heading);
            _canvas.Touch();
            thing.Draw(_pen, placed.Motion, parts);
            if (_canvas.Touched is { Width: > 0 } drawn)
            {
                touched = touched.Width == 0 ? drawn : touched | drawn;
                for (var i = 0; i < thing.Parts.Count; i++)
                {
                    if (parts[i] != Thing.Clutter)
                    {
                        _census.CountDrawn(_canvas, parts[i], drawn);
                    }
                }
            }
        }

        return touched;
    }

    private List<StreetObject> Found()
    {
        var found = new List<StreetObject>();
        foreach (var (id, kind, part, within) in _parts)
        {
            var (box, area, unhidden) = (_census.Box(part), _census.Area(part), _census.Unhidden(part));
            if (area >= LeastAreaTold)
            {
                var certain = unhidden >= LeastUnhidden && within >= LeastWithin && IsLargeEnough(box, area);
                found.Add(new StreetObject(id, kind, box, area, unhidden * within, !certain));
            }
        }

        return found;
    }

    private bool IsLargeEnough(Rect box, int area) =>
        area >= LeastArea
        && Math.Min(box.Width, box.Height) >= Math.Max(3, LeastShorterSide * _settings.Height)
        && Math.Max(box.Width, box.Height) >= Math.Max(8, LeastLongerSide * _settings.Height);

    /// <summary>The part of the canvas that something may touch.</summary>
    private Rect Extent(in Placed placed)
    {
        var (low, high) = Bounds(placed);
        var left = Math.Max(0, (int)low.X);
        var top = Math.Max(0, (int)low.Y);
        return new Rect(left, top, Math.Min(_canvas.Pixels.Width, (int)high.X + 1) - left, Math.Min(_canvas.Pixels.Height, (int)high.Y + 1) - top);
    }

    /// <summary>The share of something that is within the picture's edges.</summary>
    private double Within(in Placed placed)
    {
        var (low, high) = Bounds(placed);
        var size = Vector2.Max(high - low, Vector2.One);
        var inside = Vector2.Max(Vector2.Min(high, new(_canvas.Pixels.Width, _canvas.Pixels.Height)) - Vector2.Max(low, Vector2.Zero), Vector2.Zero);
        return inside.X * (double)inside.Y / (size.X * (double)size.Y);
    }

    // Around the box that it fits in; empty where all of that is behind the camera.
    private (Vector2 Low, Vector2 High) Bounds(in Placed placed)
    {
        var camera = _viewpoint.Camera;
        var size = Vector3.Max(placed.Thing.Size, placed.Thing.ShadowSize);
        var (sin, cos) = MathF.SinCos(placed.Heading);
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        for (var corner = 0; corner < 8; corner++)
        {
            var (x, y, z) = (((corner & 1) - 0.5f) * size.X, ((corner >> 1 & 1) - 0.5f) * size.Y, (corner >> 2) * size.Z);
            var seen = camera.ToView(placed.Position + new Vector3(x * cos + y * sin, y * cos - x * sin, z));
            if (seen.Z > Camera.Near)
            {
                var at = camera.ToScreen(seen);
                low = Vector2.Min(low, at);
                high = Vector2.Max(high, at);
            }
        }

        return (low, high);
    }
}
