using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public class StillImageTests
{
    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    public void A_sound_image_is_decoded_whole(string format)
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(80));
        Cv2.ImEncode(format, picture, out var encoded);

        using var image = StillImage.Decode(encoded);

        Assert.Equal((new Size(64, 48), MatType.CV_8UC3), (image.Size(), image.Type()));
    }

    [Fact]
    public void A_grey_PNG_of_sixteen_bits_becomes_what_devices_take()
    {
        using var picture = new Mat(48, 64, MatType.CV_16UC1, Scalar.All(30_000));
        Cv2.ImEncode(".png", picture, out var encoded);

        using var image = StillImage.Decode(encoded);

        Assert.Equal(MatType.CV_8UC3, image.Type());
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    public void One_with_a_few_pixels_too_many_is_refused_and_one_with_just_as_many_as_may_be_is_decoded(string format)
    {
        using var most = StillImage.Decode(Grey(width: StillImage.MostPixels / 4000));
        Assert.Equal(StillImage.MostPixels, most.Total());

        var refused = Assert.Throws<SourceException>(() => StillImage.Decode(Grey(width: StillImage.MostPixels / 4000 + 1)));

        Assert.Contains("more than 24 million pixels", refused.Message, StringComparison.Ordinal);

        byte[] Grey(int width)
        {
            using var picture = new Mat(4000, width, MatType.CV_8UC1, Scalar.All(90));
            Cv2.ImEncode(format, picture, out var encoded);
            return encoded;
        }
    }

    [Fact]
    public void A_JPEG_that_is_cut_off_at_any_byte_is_refused()
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(80));
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(255));
        Cv2.ImEncode(".jpg", picture, out var encoded);

        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<SourceException>(() => StillImage.Decode(encoded.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_JPEG_whose_decoder_would_find_another_size_than_is_checked_is_refused()
    {
        var sly = Jpegs.OfTwoSizes(Jpegs.Black(16, 16), firstSide: 5000);
        using var decoded = Cv2.ImDecode(sly, ImreadModes.Color);
        Assert.Equal(new Size(5000, 5000), decoded.Size());

        Assert.Throws<SourceException>(() => StillImage.Decode(sly));
    }
}
