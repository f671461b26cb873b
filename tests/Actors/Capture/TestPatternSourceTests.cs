using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public class TestPatternSourceTests
{
    [Theory]
    [InlineData(640, 480)]
    [InlineData(16, 16)]
    [InlineData(64, 1080)]
    public void The_square_follows_from_the_frames_number_and_stays_in_the_picture(int width, int height)
    {
        for (var sequence = 0; sequence < 500; sequence++)
        {
            var square = TestPatternSource.Square(width, height, sequence);

            Assert.True(square is { X: >= 0, Y: >= 0, Width: >= 4 } && square.Right <= width && square.Bottom <= height, $"{square} in frame {sequence}");
        }

        Assert.NotEqual(TestPatternSource.Square(width, height, 3), TestPatternSource.Square(width, height, 4));
    }

    [Fact]
    public void The_square_of_a_frame_far_away_is_where_it_should_be() =>
        Assert.True(TestPatternSource.Square(640, 480, long.MaxValue / 1000) is { X: >= 0, Y: >= 0 });

    [Fact]
    public void Only_the_square_is_white()
    {
        using var source = new TestPatternSource(160, 120, rate: 0);
        using var image = new Mat();
        for (var sequence = 0; sequence < 20; sequence++)
        {
            Assert.NotNull(source.Read(image, PictureNeed.Full, default));

            using var grey = image.CvtColor(ColorConversionCodes.BGR2GRAY);
            using var white = new Mat();
            Cv2.InRange(grey, new Scalar(128), new Scalar(255), white);
            Assert.Equal(TestPatternSource.Square(160, 120, sequence), Cv2.BoundingRect(white));
        }
    }

    [Fact]
    public void A_pattern_that_is_to_stop_does_even_between_frames()
    {
        // One frame in eleven days: the second is waited for until somebody stops the camera.
        using var source = new TestPatternSource(160, 120, rate: 1e-6);
        using var image = new Mat();
        using var stopping = new CancellationTokenSource();
        Assert.NotNull(source.Read(image, PictureNeed.Full, stopping.Token));

        stopping.Cancel();

        Assert.Throws<OperationCanceledException>(() => source.Read(image, PictureNeed.Full, stopping.Token));
    }
}
