using Actors.Capture;
using Actors.Host.Tune;
using OpenCvSharp;

namespace Actors.Tests.Host.Tune;

public sealed class RepeatedSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_begins_again_at_its_end()
    {
        foreach (var (index, grey) in new[] { 10, 20, 30 }.Index())
        {
            using var picture = new Mat(16, 16, MatType.CV_8UC3, Scalar.All(grey));
            Cv2.ImWrite(_folder.PathOf($"{index}.png"), picture);
        }

        using var source = RepeatedSource.Of(SourceUri.Parse(_folder.Path)).Open();

        Assert.Equal([10, 20, 30, 10, 20, 30, 10], Enumerable.Range(0, 7).Select(_ => Read(source)));
    }

    [Fact]
    public void Of_a_file_without_a_picture_nothing_is_repeated()
    {
        File.WriteAllBytes(_folder.PathOf("0.png"), [1, 2, 3]);
        using var source = RepeatedSource.Of(SourceUri.Parse(_folder.Path)).Open();

        Assert.Throws<SourceException>(() => Read(source));
        Assert.Null(Read(source));
    }

    [Fact]
    public void A_live_source_is_what_it_is()
    {
        var live = SourceUri.Parse("test:64x48@30");

        Assert.Same(live, RepeatedSource.Of(live));
        Assert.Equal("http://me:***@host/", RepeatedSource.Of(SourceUri.Parse("http://me:secret@host/")).ToString());
    }

    private static int? Read(IFrameSource source)
    {
        using var image = new Mat();
        return source.Read(image, PictureNeed.Full, CancellationToken.None) is not null ? image.Get<Vec3b>(0, 0).Item0 : null;
    }
}
