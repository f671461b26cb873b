using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

/// <summary>OpenCV's video input, as it reads files where ffmpeg is not installed. Its cameras take the same way.</summary>
public sealed class VideoSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Mat _picture = new();

    public void Dispose()
    {
        _folder.Dispose();
        _picture.Dispose();
    }

    [Fact]
    public void Motion_JPEG_is_fetched_as_it_is_and_decoded_as_large_as_it_is_needed()
    {
        using var source = VideoSource.OpenFile(Write("clip.avi", "MJPG"), Decoding.Auto);

        foreach (var by in new[] { 4, 1, 2 })
        {
            Assert.Equal(new PictureScale(new Size(320, 240), by, by), source.Read(_picture, PictureNeed.OfWidth(320 / by), default));
            Assert.Equal(new Size(320 / by, 240 / by), _picture.Size());
        }

        Assert.Null(source.Read(_picture, PictureNeed.Full, default));
        Assert.Equal("mjpeg (software)", source.Decoder);
    }

    [Fact]
    public void Other_codecs_are_decoded_whole()
    {
        using var source = VideoSource.OpenFile(Write("clip.mp4", "mp4v"), Decoding.Auto);

        Assert.Equal(new PictureScale(new Size(320, 240), 1, 1), source.Read(_picture, PictureNeed.OfWidth(80), default));
        Assert.EndsWith(" (software)", source.Decoder, StringComparison.Ordinal);
    }

    private string Write(string name, string codec)
    {
        var path = _folder.PathOf(name);
        using var writer = new VideoWriter(path, VideoCaptureAPIs.FFMPEG, FourCC.FromString(codec), 25, new Size(320, 240));
        using var frame = new Mat(240, 320, MatType.CV_8UC3, Scalar.All(100));
        for (var i = 0; i < 3; i++)
        {
            writer.Write(frame);
        }

        return path;
    }
}
