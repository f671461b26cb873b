using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public sealed class ImageSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folders_images_come_in_the_order_of_their_names()
    {
        // The width names the image.
        Save("b.png", 12);
        Save("a10.bmp", 11);
        Save("B.jpg", 9);
        Save("a1.PNG", 10);
        File.WriteAllText(_folder.PathOf("notes.txt"), "no image");

        Assert.Equal([9, 10, 11, 12], Widths(_folder.Path));
    }

    [Fact]
    public void A_glob_chooses_among_a_folders_images()
    {
        Save("cat-2.png", 12);
        Save("cat-1.png", 11);
        Save("dog-1.png", 13);

        Assert.Equal([11, 12], Widths(_folder.PathOf("cat-*.png")));
    }

    [Fact]
    public void One_image_is_a_source_of_one_frame()
    {
        Save("cat.png", 12);

        Assert.Equal([12], Widths(_folder.PathOf("cat.png")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*.png")]
    [InlineData("missing.png")]
    [InlineData("nowhere/*.png")]
    public void Where_there_are_no_images_the_source_does_not_open(string pattern)
    {
        var failure = Assert.Throws<SourceException>(() => ImageSource.Open(_folder.PathOf(pattern)));

        Assert.False(failure.FrameOnly);
        Assert.Contains(pattern, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_image_loses_only_its_own_frame()
    {
        Save("a.png", 11);
        File.WriteAllText(_folder.PathOf("b.png"), "damaged");
        File.WriteAllBytes(_folder.PathOf("c.jpg"), []);
        Save("d.png", 14);
        using var source = ImageSource.Open(_folder.Path);
        using var image = new Mat();

        Assert.NotNull(source.Read(image, PictureNeed.Full, default));
        Assert.Contains("b.png", Assert.Throws<SourceException>(() => source.Read(image, PictureNeed.Full, default)).Message, StringComparison.Ordinal);
        Assert.True(Assert.Throws<SourceException>(() => source.Read(image, PictureNeed.Full, default)).FrameOnly);
        Assert.NotNull(source.Read(image, PictureNeed.Full, default));
        Assert.Equal(14, image.Width);
        Assert.Null(source.Read(image, PictureNeed.Full, default));
    }

    [Fact]
    public void Grey_images_and_those_with_transparency_become_colour_pictures()
    {
        using (var grey = new Mat(4, 4, MatType.CV_8UC1, Scalar.All(50)))
        using (var transparent = new Mat(4, 4, MatType.CV_8UC4, Scalar.All(60)))
        {
            Cv2.ImWrite(_folder.PathOf("a.png"), grey);
            Cv2.ImWrite(_folder.PathOf("b.png"), transparent);
        }

        using var source = ImageSource.Open(_folder.Path);
        using var image = new Mat();
        while (source.Read(image, PictureNeed.Full, default) is not null)
        {
            Assert.Equal(MatType.CV_8UC3, image.Type());
        }
    }

    [Fact]
    public void A_source_that_is_to_stop_does()
    {
        Save("a.png", 11);
        using var source = ImageSource.Open(_folder.Path);
        using var image = new Mat();

        Assert.Throws<OperationCanceledException>(() => source.Read(image, PictureNeed.Full, new CancellationToken(canceled: true)));
    }

    private void Save(string name, int width)
    {
        using var image = new Mat(8, width, MatType.CV_8UC3, Scalar.All(100));
        Assert.True(Cv2.ImWrite(_folder.PathOf(name), image));
    }

    private static List<int> Widths(string pattern)
    {
        using var source = ImageSource.Open(pattern);
        using var image = new Mat();
        var widths = new List<int>();
        while (source.Read(image, PictureNeed.Full, default) is not null)
        {
            widths.Add(image.Width);
        }

        return widths;
    }
}
