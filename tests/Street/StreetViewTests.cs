using Actors.Street;
using OpenCvSharp;

namespace Actors.Tests.Street;

public sealed class StreetViewTests
{
    private const int Width = 320;
    private const int Height = 240;

    private static readonly double[] Moments = [0, 3.2, 1800.04];

    [Fact]
    public void The_same_settings_show_the_same_moments_in_any_order()
    {
        var forwards = Show(7, Moments);
        var backwards = Show(7, [.. Moments.Reverse()]);
        backwards.Reverse();

        for (var i = 0; i < Moments.Length; i++)
        {
            Assert.Equal(forwards[i].Objects, backwards[i].Objects);
            Assert.True(forwards[i].Pixels.AsSpan().SequenceEqual(backwards[i].Pixels));
        }
    }

    [Fact]
    public void Another_seed_is_another_street()
    {
        var (one, other) = (Show(1, [0])[0], Show(2, [0])[0]);

        Assert.False(one.Pixels.AsSpan().SequenceEqual(other.Pixels));
        Assert.NotEqual(one.Objects, other.Objects);
    }

    [Fact]
    public void Boxes_are_within_the_picture_and_hold_what_is_seen()
    {
        var objects = Streets(20).SelectMany(shown => shown.Objects).ToList();

        Assert.NotEmpty(objects);
        Assert.All(objects, found =>
        {
            Assert.Equal(found.Box, found.Box & new Rect(0, 0, Width, Height));
            Assert.InRange(found.Area, 1, found.Box.Width * found.Box.Height);
            Assert.InRange(found.Visible, 0, 1);
        });
    }

    [Fact]
    public void What_is_asked_for_is_large_enough_and_seen_well_enough()
    {
        var objects = Streets(20).SelectMany(shown => shown.Objects).ToList();

        Assert.Contains(objects, found => found.Doubtful);
        Assert.All(objects.Where(found => !found.Doubtful), found =>
        {
            Assert.True(Math.Max(found.Box.Width, found.Box.Height) >= 8);
            Assert.True(found.Visible >= StreetView.LeastUnhidden * StreetView.LeastWithin);
        });
    }

    [Fact]
    public void Every_class_comes_by()
    {
        var seen = Streets(40).SelectMany(shown => shown.Objects).Where(found => !found.Doubtful).Select(found => found.Class).ToHashSet();

        Assert.Equal(Enum.GetValues<StreetClass>().ToHashSet(), seen);
    }

    [Fact]
    public void A_fuller_street_has_more_in_it()
    {
        int Count(double density) => Streets(10, density).Sum(shown => shown.Objects.Count);

        Assert.True(Count(0.1) < Count(0.5) && Count(0.5) < Count(1));
    }

    [Fact]
    public void Objects_move_from_frame_to_frame_and_do_not_jump()
    {
        var (before, after) = (Show(11, [5])[0].Objects, Show(11, [5.04])[0].Objects);

        var same = before.Join(after, found => found.Id, found => found.Id, (a, b) => (Before: a, After: b)).Where(pair => pair.Before is { Doubtful: false, Visible: > 0.9 } && pair.After.Visible > 0.9).ToList();

        Assert.NotEmpty(same);
        Assert.All(same, pair =>
        {
            Assert.Equal(pair.Before.Class, pair.After.Class);
            Assert.InRange(Math.Abs(pair.Before.Box.X - pair.After.Box.X), 0, Width / 8);
            Assert.InRange(Math.Abs(pair.Before.Box.Y - pair.After.Box.Y), 0, Height / 8);
        });
    }

    [Fact]
    public void A_larger_picture_shows_the_same_street()
    {
        var (small, large) = (Show(5, [2])[0].Objects, Show(5, [2], 2)[0].Objects);

        var same = small.Where(found => !found.Doubtful).Join(large, found => found.Id, found => found.Id, (a, b) => (Small: a, Large: b)).ToList();

        Assert.NotEmpty(same);
        Assert.All(same, pair =>
        {
            Assert.Equal(pair.Small.Class, pair.Large.Class);
            Assert.Equal(2 * pair.Small.Box.X, pair.Large.Box.X, 6.0);
            Assert.Equal(2 * pair.Small.Box.Y, pair.Large.Box.Y, 6.0);
        });
    }

    private sealed record Shown(IReadOnlyList<StreetObject> Objects, byte[] Pixels);

    private static IEnumerable<Shown> Streets(int count, double density = StreetSettings.UsualDensity) =>
        Enumerable.Range(100, count).Select(seed => Show(seed, [10 * seed], density: density)[0]);

    private static List<Shown> Show(long seed, double[] moments, int scale = 1, double density = StreetSettings.UsualDensity)
    {
        using var street = new StreetView(new StreetSettings(scale * Width, scale * Height, seed, density));
        using var picture = new Mat();
        return [.. moments.Select(moment =>
        {
            var objects = street.Show(picture, moment);
            picture.GetArray(out Vec3b[] pixels);
            return new Shown(objects, [.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })]);
        })];
    }
}
