using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public class PictureNeedTests
{
    private static readonly Size FullHd = new(1920, 1080);

    [Theory]
    [InlineData(ResizeMode.Stretch, 3.6)] // 1080 rows into 300
    [InlineData(ResizeMode.CentreCrop, 3.6)]
    [InlineData(ResizeMode.Letterbox, 6.4)] // 1920 columns into 300, and the rows that belong to them into 168
    public void A_model_needs_as_many_pixels_as_its_input_has(ResizeMode mode, double most) =>
        Assert.Equal(most, Of(300, 300, mode).MostReduction(FullHd), 0.001);

    [Fact]
    public void A_frame_smaller_than_it_is_needed_is_taken_whole() => Assert.Equal(1, Of(300, 300).MostReduction(new Size(200, 150)));

    [Fact]
    public void An_output_that_wants_full_frames_keeps_them_whole() => Assert.Equal(1, Of(300, 300).And(PictureNeed.Full).MostReduction(FullHd));

    [Fact]
    public void An_output_that_wants_small_pictures_needs_their_width() => Assert.Equal(3, PictureNeed.OfWidth(640).MostReduction(FullHd));

    [Fact]
    public void Several_readers_get_what_serves_the_most_demanding()
    {
        Assert.Equal(3, Of(300, 300).And(PictureNeed.OfWidth(640)).And(PictureNeed.None).MostReduction(FullHd));
        Assert.Equal(3.6, Of(300, 300).And(PictureNeed.OfWidth(320)).MostReduction(FullHd), 0.001);
        Assert.Equal(3.6, Of(300, 300).And(Of(300, 300, ResizeMode.Letterbox)).MostReduction(FullHd), 0.001);
        Assert.Equal(2, Of(300, 300).And(Of(640, 540)).MostReduction(FullHd));
    }

    [Fact]
    public void Needs_of_the_same_readers_are_equal() =>
        Assert.Equal(Of(300, 300).And(PictureNeed.OfWidth(640)), PictureNeed.OfWidth(640).And(Of(300, 300)));

    private static PictureNeed Of(int width, int height, ResizeMode mode = ResizeMode.Stretch) =>
        PictureNeed.Of(new InputForm(new InputSpec(width, height, 3, TensorType.UInt8, default), new PrepareSettings { Resize = mode }));
}
