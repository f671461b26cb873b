using Actors.Prepare;
using Actors.View;
using FsCheck.Xunit;
using OpenCvSharp;

namespace Actors.Tests.View;

public class PainterTests
{
    [Fact]
    public void A_box_is_drawn_in_its_classs_colour()
    {
        using var picture = Black(320, 240);

        Painter.Draw(picture, picture.Size(), [Found(16, new PixelBox(100, 100, 80, 60))], "");

        Assert.Equal(ColourOf(16), picture.Get<Vec3b>(160, 140));
        Assert.Equal(ColourOf(16), picture.Get<Vec3b>(130, 180));
        Assert.Equal(default, picture.Get<Vec3b>(130, 140));
    }

    [Fact]
    public void The_better_detection_is_drawn_on_top()
    {
        using var picture = Black(320, 240);
        var box = new PixelBox(100, 100, 80, 60);

        Painter.Draw(picture, picture.Size(), [Found(1, box), Found(2, box)], "");

        Assert.Equal(ColourOf(1), picture.Get<Vec3b>(160, 140));
    }

    [Fact]
    public void Neighbouring_classes_differ_in_colour() =>
        Assert.All(Enumerable.Range(0, 90), classId =>
        {
            var (here, next) = (Painter.ColourOf(classId), Painter.ColourOf(classId + 1));
            Assert.True(Math.Abs(here.Val0 - next.Val0) + Math.Abs(here.Val1 - next.Val1) + Math.Abs(here.Val2 - next.Val2) > 100, $"{classId}");
        });

    [Fact]
    public void The_line_in_the_corner_is_at_the_bottom_right()
    {
        using var picture = Black(320, 240);

        Painter.Draw(picture, picture.Size(), [], "12.3 fps");

        using var lowerRight = picture[new Rect(160, 200, 160, 40)];
        using var elsewhere = picture[new Rect(0, 0, 320, 200)];
        Assert.NotEqual(Scalar.All(0), lowerRight.Sum());
        Assert.Equal(Scalar.All(0), elsewhere.Sum());
    }

    [Property(Replay = "20260109,7919", MaxTest = 300)]
    public void Boxes_of_any_place_and_size_are_fine(short x, short y, short width, short height, byte pictureWidth, byte pictureHeight, int classId)
    {
        using var picture = Black(pictureWidth + 1, pictureHeight + 1);

        Painter.Draw(picture, picture.Size(), [Found(classId, new PixelBox(x, y, width, height))], "corner");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void Boxes_that_make_no_sense_are_fine(double value)
    {
        using var picture = Black(320, 240);

        Painter.Draw(picture, picture.Size(), [Found(-7, new PixelBox(value, value, value, value))], "");
        Painter.Draw(picture, picture.Size(), [Found(int.MaxValue, new PixelBox(10, 10, value, value))], "");
        Painter.Draw(picture, picture.Size(), [Found(int.MinValue, new PixelBox(value, value, 10, 10))], "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("猫 🐈")]
    [InlineData("a\0b\nc")]
    public void Labels_of_any_text_are_fine(string label)
    {
        using var picture = Black(320, 240);

        Painter.Draw(picture, picture.Size(), [Found(0, new PixelBox(10, 10, 50, 50)) with { Label = label }], label);
    }

    private static Mat Black(int width, int height) => new(height, width, MatType.CV_8UC3, Scalar.All(0));

    private static DetectedObject Found(int classId, PixelBox box) => new(classId, "thing", 0.5f, box);

    private static Vec3b ColourOf(int classId)
    {
        var colour = Painter.ColourOf(classId);
        return new Vec3b((byte)Math.Round(colour.Val0), (byte)Math.Round(colour.Val1), (byte)Math.Round(colour.Val2));
    }
}
