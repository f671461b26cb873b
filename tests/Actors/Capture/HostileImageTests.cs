using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>Damaged images are decoded in the program itself: each gives a picture or costs its own frame, and nothing else.</summary>
public sealed class HostileImageTests : IDisposable
{
    private const int Headers = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".ppm")]
    [InlineData(".webp")]
    public void A_damaged_image_gives_a_picture_or_costs_its_own_frame(string extension)
    {
        var sound = Encode(extension);
        using var image = new Mat();
        for (var seed = 0; seed < 60; seed++)
        {
            var path = _folder.PathOf($"damaged{extension}");
            File.WriteAllBytes(path, Damage(sound, new Random(seed), cutOff: seed % 3 == 0, within: seed % 3 == 1 ? Headers : sound.Length));

            var failure = Record.Exception(() => ImageSource.ReadImage(path, image));

            Assert.True(failure is null or SourceException { FrameOnly: true }, $"seed {seed}: {failure}");
            Assert.True(failure is not null || (image.Type() == MatType.CV_8UC3 && !image.Empty()), $"seed {seed}: {image}");
        }
    }

    [Fact]
    public void An_image_that_claims_to_be_larger_than_can_be_costs_its_own_frame()
    {
        var path = _folder.PathOf("wide.bmp");
        File.WriteAllBytes(path, Wide(Encode(".bmp")));
        using var image = new Mat();

        var failure = Assert.Throws<SourceException>(() => ImageSource.ReadImage(path, image));

        Assert.True(failure.FrameOnly);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A sound picture as a file of some format.</summary>
    internal static byte[] Encode(string extension)
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(100));
        Cv2.Rectangle(picture, new Rect(10, 10, 20, 20), Scalar.White, thickness: -1);
        Assert.True(Cv2.ImEncode(extension, picture, out var encoded));
        return encoded;
    }

    // A bitmap's width, a number of four bytes, stands at 18.
    private static byte[] Wide(byte[] bitmap)
    {
        BitConverter.TryWriteBytes(bitmap.AsSpan(18), 1 << 24);
        return bitmap;
    }

    private static byte[] Damage(byte[] sound, Random random, bool cutOff, int within)
    {
        var damaged = cutOff ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
        for (var left = cutOff ? 0 : random.Next(1, 4); left > 0; left--)
        {
            damaged[random.Next(Math.Min(within, damaged.Length))] = (byte)random.Next(256);
        }

        return damaged;
    }
}
