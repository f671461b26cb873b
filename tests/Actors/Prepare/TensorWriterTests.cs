using System.Runtime.InteropServices;
using Actors.Interop;
using Actors.Prepare;
using OpenCvSharp;

namespace Actors.Tests.Prepare;

public class TensorWriterTests
{
    // A colour whose channels tell themselves apart, as OpenCV has it: blue, green, red.
    private static readonly Scalar Colour = new(10, 120, 250);

    [Fact]
    public void Bytes_come_out_in_the_order_red_green_blue()
    {
        var bytes = Write(Spec(TensorType.UInt8), Picture(8, 8));

        Assert.Equal([250, 120, 10, 250, 120, 10], bytes[..6]);
    }

    [Fact]
    public void Signed_bytes_are_the_unsigned_ones_less_128()
    {
        var bytes = MemoryMarshal.Cast<byte, sbyte>(Write(Spec(TensorType.Int8), Picture(8, 8)));

        Assert.Equal([122, -8, -118], bytes[..3].ToArray());
    }

    [Fact]
    public void Floats_run_from_minus_one_to_one()
    {
        var floats = MemoryMarshal.Cast<byte, float>(Write(Spec(TensorType.Float32), Picture(8, 8)));

        AssertClose([(250 - 127.5f) / 127.5f, (120 - 127.5f) / 127.5f, (10 - 127.5f) / 127.5f], floats[..3]);
    }

    [Fact]
    public void A_normalisation_of_ones_own_takes_the_place_of_the_usual()
    {
        var settings = new PrepareSettings { Normalization = new Normalization(Mean: 100, Deviation: 50) };

        var floats = MemoryMarshal.Cast<byte, float>(Write(Spec(TensorType.Float32), Picture(8, 8), settings));

        AssertClose([3f, 0.4f, -1.8f], floats[..3]);
    }

    [Fact]
    public void A_quantised_input_stands_for_normalised_values_within_its_range()
    {
        var settings = new PrepareSettings { Normalization = new Normalization(Mean: 100, Deviation: 50) };
        var quantization = new Quantization(0.02f, 10);

        // Normalised 3, 0.4 and -1.8; in steps of 0.02 from 10: 160, 30 and -80.
        Assert.Equal([160, 30, 0], Write(Spec(TensorType.UInt8) with { Quantization = quantization }, Picture(8, 8), settings)[..3]);
        Assert.Equal(
            [127, 30, -80],
            MemoryMarshal.Cast<byte, sbyte>(Write(Spec(TensorType.Int8) with { Quantization = quantization }, Picture(8, 8), settings))[..3].ToArray());
    }

    [Theory]
    [InlineData(TensorType.UInt8)]
    [InlineData(TensorType.Int8)]
    [InlineData(TensorType.Float32)]
    public void A_grey_input_takes_the_pictures_brightness(TensorType type)
    {
        var spec = Spec(type) with { Channels = 1 };
        var bytes = Write(spec, Picture(16, 8));

        // The usual weights of luminance.
        var grey = 0.299 * 250 + 0.587 * 120 + 0.114 * 10;
        Assert.Equal(spec.ByteSize, bytes.Length);
        Assert.InRange(FirstPixel(spec, bytes), grey - 1, grey + 1);
    }

    [Theory]
    [InlineData(TensorType.UInt8)]
    [InlineData(TensorType.Int8)]
    [InlineData(TensorType.Float32)]
    public void Margins_stay_black_when_the_picture_changes_its_size(TensorType type)
    {
        var spec = Spec(type);
        using var writer = new TensorWriter(spec, new PrepareSettings { Resize = ResizeMode.Letterbox });
        using var tensor = new InputTensor(spec);
        foreach (var (width, height) in new[] { (8, 8), (8, 4), (4, 8), (16, 4) })
        {
            using var picture = Picture(width, height);
            var target = writer.Write(picture, tensor).Target;
            for (var y = 0; y < spec.Height; y++)
            {
                for (var x = 0; x < spec.Width; x++)
                {
                    var inside = x < target.Right && y < target.Bottom;
                    Assert.InRange(Pixel(spec, tensor.Memory.Span, x, y), inside ? 249 : -1, inside ? 251 : 1);
                }
            }
        }
    }

    [Fact]
    public void A_centre_crop_sees_nothing_of_the_borders()
    {
        using var picture = Picture(24, 8);
        using (var borders = picture[new Rect(0, 0, 8, 8)])
        {
            borders.SetTo(Scalar.White);
        }

        var bytes = Write(Spec(TensorType.UInt8), picture, new PrepareSettings { Resize = ResizeMode.CentreCrop, Resampling = Resampling.Nearest });

        Assert.Equal([250, 120, 10], bytes[..3]);
    }

    [Theory]
    [InlineData(640, 1, ResizeMode.Stretch)]
    [InlineData(640, 1, ResizeMode.Letterbox)]
    [InlineData(640, 1, ResizeMode.CentreCrop)]
    [InlineData(1, 480, ResizeMode.Letterbox)]
    [InlineData(1, 1, ResizeMode.Letterbox)]
    public void A_picture_one_pixel_high_or_wide_is_a_picture(int width, int height, ResizeMode mode)
    {
        foreach (var resampling in Enum.GetValues<Resampling>())
        {
            var bytes = Write(Spec(TensorType.UInt8), Picture(width, height), new PrepareSettings { Resize = mode, Resampling = resampling });

            Assert.Equal([250, 120, 10], bytes[..3]);
        }
    }

    [Fact]
    public void What_is_no_8_bit_colour_picture_is_refused()
    {
        using var empty = new Mat();
        using var grey = new Mat(8, 8, MatType.CV_8UC1, Scalar.All(1));
        using var floats = new Mat(8, 8, MatType.CV_32FC3, Scalar.All(1));

        Assert.All([empty, grey, floats], picture => Assert.Throws<ArgumentException>(() => Write(Spec(TensorType.UInt8), picture)));
    }

    private static InputSpec Spec(TensorType type) => new(8, 8, 3, type, new Quantization(1 / 128f, 128));

    private static Mat Picture(int width, int height) => new(height, width, MatType.CV_8UC3, Colour);

    private static byte[] Write(InputSpec spec, Mat picture, PrepareSettings? settings = null)
    {
        using var writer = new TensorWriter(spec, settings ?? new PrepareSettings());
        using var tensor = new InputTensor(spec);
        writer.Write(picture, tensor);
        return tensor.Memory.ToArray();
    }

    private static double FirstPixel(InputSpec spec, ReadOnlySpan<byte> tensor) => Pixel(spec, tensor, 0, 0);

    // The first channel of a pixel, as it was before it became the model's.
    private static double Pixel(InputSpec spec, ReadOnlySpan<byte> tensor, int x, int y)
    {
        var at = (y * spec.Width + x) * spec.Channels;
        return spec.Type switch
        {
            TensorType.Float32 => MemoryMarshal.Cast<byte, float>(tensor)[at] * 127.5 + 127.5,
            TensorType.Int8 => (sbyte)tensor[at] + 128,
            _ => tensor[at],
        };
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 0.001f);
        }
    }
}
