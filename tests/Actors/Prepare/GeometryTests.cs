using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OpenCvSharp;

namespace Actors.Tests.Prepare;

public class GeometryTests
{
    private static readonly Size Input = new(300, 300);

    [Fact]
    public void Stretching_takes_the_whole_picture_over_the_whole_input()
    {
        var geometry = Geometry.Of(new Size(640, 480), Input, ResizeMode.Stretch);

        Assert.Equal(new Rect(0, 0, 640, 480), geometry.Source);
        Assert.Equal(new Rect(0, 0, 300, 300), geometry.Target);
        AssertBox(new PixelBox(64, 48, 320, 240), geometry.ToFrame(new RelativeBox(0.1f, 0.1f, 0.6f, 0.6f)));
    }

    [Theory]
    [InlineData(640, 480, 300, 225)]
    [InlineData(480, 640, 225, 300)]
    [InlineData(300, 300, 300, 300)]
    [InlineData(562, 562, 300, 300)] // In floating point 562 * (300 / 562) is less than 300.
    [InlineData(562, 281, 300, 150)]
    [InlineData(1000, 333, 300, 99)] // 99.9 is rounded down.
    [InlineData(30, 20, 300, 200)]
    [InlineData(10000, 1, 300, 1)] // Less than a pixel is one.
    public void Letterboxing_scales_to_fit_with_sizes_rounded_down(int width, int height, int targetWidth, int targetHeight)
    {
        var geometry = Geometry.Of(new Size(width, height), Input, ResizeMode.Letterbox);

        Assert.Equal(new Rect(0, 0, width, height), geometry.Source);
        Assert.Equal(new Rect(0, 0, targetWidth, targetHeight), geometry.Target);
    }

    [Fact]
    public void A_letterboxed_box_is_scaled_by_one_factor()
    {
        var geometry = Geometry.Of(new Size(640, 480), Input, ResizeMode.Letterbox);

        AssertBox(new PixelBox(64, 128, 320, 256), geometry.ToFrame(new RelativeBox(0.2f, 0.1f, 0.6f, 0.6f)));
    }

    [Fact]
    public void A_box_in_the_margin_is_clipped_to_the_picture()
    {
        var geometry = Geometry.Of(new Size(640, 480), Input, ResizeMode.Letterbox);

        AssertBox(new PixelBox(0, 320, 640, 160), geometry.ToFrame(new RelativeBox(0.5f, 0, 1, 1)));
        AssertBox(new PixelBox(0, 480, 640, 0), geometry.ToFrame(new RelativeBox(0.9f, 0, 1, 1)));
    }

    [Theory]
    [InlineData(640, 480, 80, 0, 480, 480)]
    [InlineData(480, 640, 0, 80, 480, 480)]
    [InlineData(300, 300, 0, 0, 300, 300)]
    [InlineData(1000, 1, 499, 0, 1, 1)]
    public void A_centre_crop_is_the_largest_part_of_the_inputs_shape(int width, int height, int x, int y, int cropWidth, int cropHeight)
    {
        var geometry = Geometry.Of(new Size(width, height), Input, ResizeMode.CentreCrop);

        Assert.Equal(new Rect(x, y, cropWidth, cropHeight), geometry.Source);
        Assert.Equal(new Rect(0, 0, 300, 300), geometry.Target);
        AssertBox(new PixelBox(x, y, cropWidth, cropHeight), geometry.ToFrame(new RelativeBox(0, 0, 1, 1)));
    }

    [Theory]
    [InlineData(0, 480)]
    [InlineData(640, 0)]
    public void A_picture_without_pixels_is_refused(int width, int height) =>
        Assert.Throws<ArgumentException>(() => Geometry.Of(new Size(width, height), Input, ResizeMode.Stretch));

    /// <summary>Any picture, input and mode.</summary>
    public sealed record Layout(int Width, int Height, int InputWidth, int InputHeight, ResizeMode Mode)
    {
        internal Geometry Geometry => Geometry.Of(new Size(Width, Height), new Size(InputWidth, InputHeight), Mode);
    }

    [Property(Replay = "20260106,7919", MaxTest = 300, Arbitrary = [typeof(Arbitraries)])]
    public void Both_parts_lie_within_their_images_and_are_not_empty(Layout layout)
    {
        var geometry = layout.Geometry;

        AssertWithin(geometry.Source, layout.Width, layout.Height);
        AssertWithin(geometry.Target, layout.InputWidth, layout.InputHeight);
    }

    [Property(Replay = "20260107,7919", MaxTest = 300, Arbitrary = [typeof(Arbitraries)])]
    public void A_point_of_the_picture_comes_back_from_where_it_lay_in_the_input(Layout layout, byte atX, byte atY)
    {
        var geometry = layout.Geometry;
        var x = geometry.Source.X + geometry.Source.Width * (atX / 255.0);
        var y = geometry.Source.Y + geometry.Source.Height * (atY / 255.0);
        var inputX = geometry.Target.X + (x - geometry.Source.X) * geometry.Target.Width / geometry.Source.Width;
        var inputY = geometry.Target.Y + (y - geometry.Source.Y) * geometry.Target.Height / geometry.Source.Height;

        var back = geometry.ToFrame(new RelativeBox(
            (float)(inputY / layout.InputHeight), (float)(inputX / layout.InputWidth),
            (float)(inputY / layout.InputHeight), (float)(inputX / layout.InputWidth)));

        // Rounding a target down to whole pixels moves a point by less than one pixel of the input.
        Assert.InRange(back.X, x - Tolerance(geometry.Field.Width / layout.InputWidth), x + Tolerance(geometry.Field.Width / layout.InputWidth));
        Assert.InRange(back.Y, y - Tolerance(geometry.Field.Height / layout.InputHeight), y + Tolerance(geometry.Field.Height / layout.InputHeight));

        static double Tolerance(double pixel) => pixel + 0.01;
    }

    [Property(Replay = "20260108,7919", MaxTest = 300, Arbitrary = [typeof(Arbitraries)])]
    public void Any_box_is_clipped_to_the_picture(Layout layout, sbyte top, sbyte left, sbyte bottom, sbyte right)
    {
        var box = layout.Geometry.ToFrame(new RelativeBox(top / 32f, left / 32f, bottom / 32f, right / 32f));

        Assert.True(box.Width >= 0 && box.Height >= 0);
        Assert.InRange(box.X, 0, layout.Width);
        Assert.InRange(box.Y, 0, layout.Height);
        Assert.InRange(box.X + box.Width, 0, layout.Width + 1e-6);
        Assert.InRange(box.Y + box.Height, 0, layout.Height + 1e-6);
    }

    [Property(Replay = "20260110,7919", MaxTest = 500, Arbitrary = [typeof(Arbitraries)])]
    public void A_point_comes_back_to_the_same_place_of_the_frame_whether_it_was_decoded_whole_or_reduced(Layout layout, byte atX, byte atY, bool jpeg)
    {
        var full = new Size(layout.Width, layout.Height);
        var need = PictureNeed.Of(new InputForm(
            new InputSpec(layout.InputWidth, layout.InputHeight, 3, TensorType.UInt8, default), new PrepareSettings { Resize = layout.Mode }));
        var by = Math.Min(8, (int)need.MostReduction(full));

        // A JPEG's last pixel may reach beyond the frame; what was scaled reaches to its edge.
        var picture = new Size((full.Width + by - 1) / by, (full.Height + by - 1) / by);
        var scale = jpeg ? new PictureScale(full, by, by) : PictureScale.To(picture, full);

        var whole = layout.Geometry;
        var reduced = Geometry.Of(picture, scale, new Size(layout.InputWidth, layout.InputHeight), layout.Mode);

        AssertWithin(reduced.Source, picture.Width, picture.Height);
        Assert.Equal((whole.Target, whole.Full), (reduced.Target, reduced.Full));

        // No detail that the model would see is lost: it is still made of at least as many pixels.
        Assert.True(by == 1 || (reduced.Source.Width >= reduced.Target.Width && reduced.Source.Height >= reduced.Target.Height), $"{reduced}");

        // Where a pixel of the picture went in the input, and what place of the frame that answers for.
        AssertComesBack(reduced.Source.X, reduced.Source.Width, reduced.Target.Width, layout.InputWidth, reduced.Field.Width, scale.X, atX / 255.0, full.Width, at => reduced.ToFrame(new RelativeBox(0, at, 1, at)).X);
        AssertComesBack(reduced.Source.Y, reduced.Source.Height, reduced.Target.Height, layout.InputHeight, reduced.Field.Height, scale.Y, atY / 255.0, full.Height, at => reduced.ToFrame(new RelativeBox(at, 0, at, 1)).Y);

        void AssertComesBack(int source, int length, int target, int input, double field, double scale, double at, int end, Func<float, double> back)
        {
            // Letterboxing rounds a target down to whole pixels of the input, with the frame decoded whole as well.
            var rounding = layout.Mode == ResizeMode.Letterbox ? field / input : 0;
            Assert.Equal(Math.Min(end, (source + at * length) * scale), back((float)(at * target / input)), rounding + 0.01);
        }
    }

    private static void AssertWithin(Rect part, int width, int height)
    {
        Assert.True(part is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 }, $"{part}");
        Assert.True(part.Right <= width && part.Bottom <= height, $"{part} in {width}x{height}");
    }

    private static void AssertBox(PixelBox expected, PixelBox actual)
    {
        Assert.Equal(expected.X, actual.X, 0.001);
        Assert.Equal(expected.Y, actual.Y, 0.001);
        Assert.Equal(expected.Width, actual.Width, 0.001);
        Assert.Equal(expected.Height, actual.Height, 0.001);
    }

    public static class Arbitraries
    {
        public static Arbitrary<Layout> Layouts()
        {
            var side = Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(13, 4000));
            var layouts =
                from width in side
                from height in side
                from inputWidth in Gen.Choose(1, 640)
                from inputHeight in Gen.Choose(1, 640)
                from mode in Gen.Elements(Enum.GetValues<ResizeMode>())
                select new Layout(width, height, inputWidth, inputHeight, mode);
            return layouts.ToArbitrary();
        }
    }
}
