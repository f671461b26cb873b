using Actors.Capture;
using Actors.Street;
using Actors.Truth;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public class StreetSourceTests
{
    // Small, so that it is drawn fast.
    private static readonly StreetSettings Settings = new(160, 120, Seed: 7, Density: 1);

    [Fact]
    public void A_seed_shows_the_same_frames_with_the_same_in_them_in_every_run()
    {
        var (first, again) = (Read(Settings, 4), Read(Settings, 4));

        Assert.Equal(first.Select(frame => frame.Pixels), again.Select(frame => frame.Pixels));
        Assert.Equal(first.Select(frame => frame.Truth.Objects), again.Select(frame => frame.Truth.Objects));
        Assert.NotEqual(first[0].Pixels, first[3].Pixels);
    }

    [Fact]
    public void Another_seed_shows_another_street() => Assert.NotEqual(Read(Settings, 1)[0].Pixels, Read(Settings with { Seed = 8 }, 1)[0].Pixels);

    [Fact]
    public void A_frame_shows_the_moment_at_which_its_rate_puts_it_and_what_is_there_then()
    {
        using var street = new StreetView(Settings);
        using var picture = new Mat();
        for (var frame = 0; frame < 3; frame++)
        {
            street.Show(picture, 0);
        }

        var there = street.Show(picture, 3 / 30.0);

        var read = Read(Settings, 4)[3];
        Assert.Equal(PixelsOf(picture), read.Pixels);
        Assert.NotEmpty(there);
        Assert.Equal(there.Select(one => one.Box), read.Truth.Objects.Select(one => new Rect((int)one.Box.X, (int)one.Box.Y, (int)one.Box.Width, (int)one.Box.Height)));
        Assert.Equal(
            there.Select(one => StreetLabels.NameOf(one.Class)),
            read.Truth.Objects.Select(one => read.Truth.Categories.Single(category => category.Id == one.Category).Name));
        Assert.Equal(there.Select(one => (double)one.Area), read.Truth.Objects.Select(one => one.Area));
    }

    [Fact]
    public void What_was_in_a_frame_stays_as_it_was_when_the_next_is_read()
    {
        using var source = new StreetSource(Settings, rate: 0);
        using var image = new Mat();
        Assert.Null(source.Truth);
        source.Read(image, PictureNeed.Full, default);
        var first = source.Truth!;
        TrueObject[] before = [.. first.Objects];

        for (var frame = 0; frame < 30; frame++)
        {
            source.Read(image, PictureNeed.Full, default);
        }

        Assert.Equal(before, first.Objects);
        Assert.NotEqual(before, source.Truth!.Objects);
        Assert.Same(first.Categories, source.Truth.Categories);
    }

    [Fact]
    public void A_density_of_one_is_fuller_than_one_of_none()
    {
        Assert.True(Objects(1) > 2 * Objects(0), $"{Objects(1)} objects instead of {Objects(0)}");

        static int Objects(double density) => Enumerable.Range(1, 8).Sum(seed => Read(Settings with { Seed = seed, Density = density }, 1)[0].Truth.Objects.Count);
    }

    [Fact]
    public void A_street_that_is_to_stop_does_even_between_frames()
    {
        // One frame in eleven days: the second is waited for until somebody stops the camera.
        using var source = new StreetSource(Settings, rate: 1e-6);
        using var image = new Mat();
        using var stopping = new CancellationTokenSource();
        Assert.NotNull(source.Read(image, PictureNeed.Full, stopping.Token));

        stopping.Cancel();

        Assert.Throws<OperationCanceledException>(() => source.Read(image, PictureNeed.Full, stopping.Token));
    }

    private static List<(byte[] Pixels, FrameTruth Truth)> Read(StreetSettings settings, int frames)
    {
        using var source = new StreetSource(settings, rate: 0);
        using var image = new Mat();
        var read = new List<(byte[], FrameTruth)>();
        for (var frame = 0; frame < frames; frame++)
        {
            Assert.Equal(new PictureScale(new Size(settings.Width, settings.Height), 1, 1), source.Read(image, PictureNeed.Full, default));
            read.Add((PixelsOf(image), source.Truth!));
        }

        return read;
    }

    private static byte[] PixelsOf(Mat image)
    {
        Assert.True(image.GetArray(out Vec3b[] pixels));
        return [.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })];
    }
}
