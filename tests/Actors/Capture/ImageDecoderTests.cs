using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public sealed class ImageDecoderTests : IDisposable
{
    private readonly Mat _into = new();

    public void Dispose() => _into.Dispose();

    [Theory]
    [InlineData(641, 1)]
    [InlineData(640, 1)]
    [InlineData(320, 2)]
    [InlineData(300, 2)]
    [InlineData(160, 4)]
    [InlineData(80, 8)]
    [InlineData(1, 8)]
    public void A_JPEG_is_decoded_as_small_as_its_readers_allow(int width, int by)
    {
        var scale = Decode(Jpegs.Black(640, 480), PictureNeed.OfWidth(width));

        Assert.Equal(new Size(640 / by, 480 / by), _into.Size());
        Assert.Equal(new PictureScale(new Size(640, 480), by, by), scale);
        Assert.Equal(MatType.CV_8UC3, _into.Type());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_pixel_of_a_reduced_one_stands_for_as_many_of_the_frame_even_where_that_is_no_multiple(int by)
    {
        // One block of 8x8 pixels is white, in a picture that ends within one.
        var scale = Decode(Jpegs.WithRectangle(645, 483, new Rect(320, 240, 8, 8)), PictureNeed.OfWidth(645 / by));

        Assert.Equal(new PictureScale(new Size(645, 483), by, by), scale);
        using var grey = _into.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var white = grey.Threshold(128, 255, ThresholdTypes.Binary);
        Assert.Equal(new Rect(320 / by, 240 / by, 8 / by, 8 / by), Cv2.BoundingRect(white));
    }

    [Fact]
    public void One_that_is_to_be_turned_is_turned_and_measured_as_it_is_shown()
    {
        var scale = Decode(Jpegs.Turned(Jpegs.Black(640, 480), 6, littleEndian: true), PictureNeed.OfWidth(240));

        Assert.Equal(new Size(240, 320), _into.Size());
        Assert.Equal(new PictureScale(new Size(480, 640), 2, 2), scale);
    }

    [Fact]
    public void One_without_Huffman_tables_decodes_with_the_usual_ones()
    {
        var jpeg = Jpegs.WithoutTables(Jpegs.WithRectangle(64, 48, new Rect(16, 16, 16, 16)));

        Decode(jpeg, PictureNeed.Full);

        Assert.Equal(new Vec3b(255, 255, 255), _into.Get<Vec3b>(24, 24));
        Assert.Equal(default, _into.Get<Vec3b>(4, 4));
    }

    [Fact]
    public void Other_formats_are_decoded_whole()
    {
        var scale = Decode(HostileImageTests.Encode(".png"), PictureNeed.OfWidth(8));

        Assert.Equal(PictureScale.Whole(_into), scale);
        Assert.Equal(new Size(64, 48), _into.Size());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public void A_damaged_JPEG_costs_its_own_frame(int length)
    {
        var damaged = Jpegs.Black(640, 480)[..length];

        var failure = Assert.Throws<SourceException>(() => Decode(damaged, PictureNeed.OfWidth(80)));

        Assert.True(failure.FrameOnly);
        Assert.StartsWith("A frame of it", failure.Message, StringComparison.Ordinal);
    }

    private PictureScale Decode(byte[] encoded, PictureNeed need) => ImageDecoder.Decode(encoded, need, _into, "A frame of it");
}
