using Actors.Capture;
using FsCheck.Xunit;
using OpenCvSharp;

namespace Actors.Tests.Capture;

public class JpegHeaderTests
{
    private static readonly byte[] Sound = Jpegs.Black(70, 50);

    [Fact]
    public void A_JPEGs_size_is_read_without_decoding_it() => Assert.Equal(new Size(70, 50), JpegHeader.SizeOf(Sound));

    [Theory]
    [InlineData(1, 70, 50)]
    [InlineData(4, 70, 50)]
    [InlineData(5, 50, 70)]
    [InlineData(6, 50, 70)]
    [InlineData(8, 50, 70)]
    [InlineData(9, 70, 50)] // There is no such orientation.
    public void One_that_is_to_be_turned_has_its_sides_exchanged(int orientation, int width, int height)
    {
        Assert.Equal(new Size(width, height), JpegHeader.SizeOf(Jpegs.Turned(Sound, (ushort)orientation, littleEndian: true)));
        Assert.Equal(new Size(width, height), JpegHeader.SizeOf(Jpegs.Turned(Sound, (ushort)orientation, littleEndian: false)));
    }

    [Fact]
    public void Fill_bytes_may_stand_before_a_marker() => Assert.Equal(new Size(70, 50), JpegHeader.SizeOf([.. Sound[..2], 0xff, 0xff, .. Sound[2..]]));

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0xd0)]
    [InlineData(0xd7)]
    [InlineData(0xd8)]
    [InlineData(0xd9)]
    public void One_with_a_marker_without_a_length_before_its_size_has_none(byte marker)
    {
        // As a length it would lead to the size behind it.
        Assert.Null(JpegHeader.SizeOf([.. Sound[..2], 0xff, marker, 0, 2, .. Sound[2..]]));
        Assert.Equal(new Size(70, 50), JpegHeader.SizeOf([.. Sound[..2], 0xff, 0xe2, 0, 2, .. Sound[2..]]));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    public void What_is_no_JPEG_has_no_such_size(string extension) => Assert.Null(JpegHeader.SizeOf(HostileImageTests.Encode(extension)));

    [Fact]
    public void One_that_is_cut_off_before_its_size_has_none()
    {
        for (var length = 0; length < 40; length++)
        {
            Assert.Null(JpegHeader.SizeOf(Sound.AsSpan(0, length)));
        }
    }

    [Property(Replay = "20260111,7919", MaxTest = 2000)]
    public void Any_bytes_are_fine(byte[] header, bool turned)
    {
        _ = JpegHeader.SizeOf([0xff, 0xd8, .. header]);
        var exif = turned ? Jpegs.Turned(Sound, 6, littleEndian: true) : (byte[])Sound.Clone();
        for (var i = 0; i < header.Length; i++)
        {
            exif[2 + header[i] % 60] = header[^(i + 1)];
        }

        _ = JpegHeader.SizeOf(exif);
    }
}
