using Actors.Capture;
using Actors.Street;

namespace Actors.Tests.Capture;

public class SourceUriTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("/dev/video3", 3)]
    public void A_number_or_a_video_device_is_a_live_camera(string text, int index)
    {
        var device = Assert.IsType<SourceUri.Device>(SourceUri.Parse(text));

        Assert.Equal(index, device.Index);
        Assert.True(device.IsLive);
        Assert.Equal(text, device.ToString());
    }

    [Theory]
    [InlineData("0:1920x1080@30", 0)]
    [InlineData("/dev/video3:1920x1080@30", 3)]
    public void A_video_device_can_be_asked_for_a_size_and_a_rate(string text, int index)
    {
        var device = Assert.IsType<SourceUri.Device>(SourceUri.Parse(text));

        Assert.Equal((index, new CaptureMode(1920, 1080, 30)), (device.Index, device.Mode));
        Assert.Equal(text, device.ToString());
    }

    [Theory]
    [InlineData("0:")]
    [InlineData("0:1920x1080")]
    [InlineData("0:1920x1080@0")]
    [InlineData("/dev/video0:15x480@30")]
    public void A_size_that_is_none_is_refused_with_the_way_to_write_it(string text) =>
        Assert.Contains("0:1920x1080@30", Assert.Throws<FormatException>(() => SourceUri.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("rtsp://camera/stream")]
    [InlineData("rtsps://camera:322/stream")]
    [InlineData("http://camera/video.mjpg")]
    [InlineData("https://camera/video.mjpg?quality=5")]
    public void An_address_is_a_live_stream(string text)
    {
        var stream = Assert.IsType<SourceUri.Stream>(SourceUri.Parse(text));

        Assert.Equal(text, stream.Url);
        Assert.True(stream.IsLive);
        Assert.Equal(text, stream.ToString());
    }

    [Theory]
    [InlineData("rtsp://admin:secret@camera/stream", "rtsp://admin:***@camera/stream")]
    [InlineData("rtsp://admin:@camera/stream", "rtsp://admin:***@camera/stream")]
    [InlineData("http://:secret@camera:8080/", "http://:***@camera:8080/")]
    [InlineData("rtsp://admin:sec:ret@camera/stream", "rtsp://admin:***@camera/stream")]
    [InlineData("rtsp://camera:554/stream@1", "rtsp://camera:554/stream@1")]
    [InlineData("rtsp://admin@camera/stream", "rtsp://admin@camera/stream")]
    [InlineData("rtsp://camera/live?user=admin&password=secret&channel=1", "rtsp://camera/live?user=admin&password=***&channel=1")]
    [InlineData("rtsp://camera:554/user=admin_password=secret_channel=1", "rtsp://camera:554/user=admin_password=***_channel=1")]
    [InlineData("http://camera/mjpg?Token=secret", "http://camera/mjpg?Token=***")]
    [InlineData("http://camera/live?password=my_secret&channel=1", "http://camera/live?password=***&channel=1")]
    [InlineData("http://camera/live?password=_my_se=cret_", "http://camera/live?password=***")]
    [InlineData("rtsp://camera/user=admin_password=my_secret_channel=1_stream=0.sdp", "rtsp://camera/user=admin_password=***_channel=1_stream=0.sdp")]
    [InlineData("http://camera/videostream.cgi?loginuse=admin&loginpas=secret", "http://camera/videostream.cgi?loginuse=admin&loginpas=***")]
    [InlineData("http://camera/?usr=admin&pwd=secret", "http://camera/?usr=admin&pwd=***")]
    [InlineData("http://camera/?access_token=secret&auth=c2VjcmV0&apikey=secret&pw=secret", "http://camera/?access_token=***&auth=***&apikey=***&pw=***")]
    [InlineData("http://camera/?monkeys=3&spawn=2", "http://camera/?monkeys=3&spawn=2")]
    public void Passwords_are_masked_where_an_address_is_printed_and_kept_where_it_is_used(string text, string printed)
    {
        var stream = Assert.IsType<SourceUri.Stream>(SourceUri.Parse(text));

        Assert.Equal(printed, stream.ToString());
        Assert.Equal(text, stream.Url);
    }

    [Theory]
    [InlineData("ftp://admin:secret@camera/stream")]
    [InlineData("rtmp://admin:secret@camera/stream")]
    [InlineData("rtsp://admin:top@secret@camera/stream")] // It would have to be written top%40secret.
    public void Other_addresses_are_refused_without_their_password(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => SourceUri.Parse(text));

        Assert.Contains("rtsp://", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shots/*.jpg")]
    [InlineData("shot-?.png")]
    [InlineData("cat.JPEG")]
    public void An_image_or_a_glob_is_a_finite_row_of_images(string text)
    {
        var images = Assert.IsType<SourceUri.Images>(SourceUri.Parse(text));

        Assert.Equal(text, images.Pattern);
        Assert.False(images.IsLive);
    }

    [Fact]
    public void A_folder_is_images_and_any_other_file_a_video()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("clip.mp4"), "");

        Assert.IsType<SourceUri.Images>(SourceUri.Parse(folder.Path));
        var video = Assert.IsType<SourceUri.VideoFile>(SourceUri.Parse(folder.PathOf("clip.mp4")));
        Assert.False(video.IsLive);
    }

    [Theory]
    [InlineData("test:640x480@30", 640, 480, 30, true)]
    [InlineData("test:16x16384@7.5", 16, 16384, 7.5, true)]
    [InlineData("test:320x240@0", 320, 240, 0, false)]
    public void A_test_pattern_is_live_where_it_has_a_rate(string text, int width, int height, double rate, bool live)
    {
        var test = Assert.IsType<SourceUri.Test>(SourceUri.Parse(text));

        Assert.Equal((width, height, rate, live), (test.Width, test.Height, test.Rate, test.IsLive));
    }

    [Theory]
    [InlineData("test:")]
    [InlineData("test:640x480")]
    [InlineData("test:640x480@-1")]
    [InlineData("test:15x480@30")]
    [InlineData("test:640x16385@30")]
    [InlineData("test:640x480@30fps")]
    public void A_test_pattern_that_is_none_is_refused_with_the_way_to_write_it(string text) =>
        Assert.Contains("test:640x480@30", Assert.Throws<FormatException>(() => SourceUri.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("nowhere.mp4")]
    [InlineData("-1")]
    [InlineData("12345")]
    public void What_names_nothing_is_refused_with_the_kinds_there_are(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => SourceUri.Parse(text));

        Assert.Contains($"'{text}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/video0", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("street:640x480@30", 640, 480, 30, true)]
    [InlineData("street:64x4096@7.5", 64, 4096, 7.5, true)]
    [InlineData("street:320x240@0", 320, 240, 0, false)]
    public void A_street_is_live_where_it_has_a_rate(string text, int width, int height, double rate, bool live)
    {
        var street = Assert.IsType<SourceUri.Street>(SourceUri.Parse(text));

        Assert.Equal((width, height, rate, live), (street.Settings.Width, street.Settings.Height, street.Rate, street.IsLive));
        Assert.Equal(StreetSettings.UsualDensity, street.Settings.Density);
        Assert.False(street.IsStandIn);
        Assert.Equal(text, street.ToString());
    }

    [Theory]
    [InlineData("street:640x480@30?seed=9223372036854775807&density=0.25", long.MaxValue, 0.25)]
    [InlineData("street:640x480@30?density=1&seed=0", 0, 1)]
    [InlineData("street:640x480@30?density=0&seed=3", 3, 0)]
    public void Which_street_and_how_full_it_is_can_be_said_in_any_order(string text, long seed, double density)
    {
        var settings = Assert.IsType<SourceUri.Street>(SourceUri.Parse(text)).Settings;

        Assert.Equal(new StreetSettings(640, 480, seed, density), settings);
    }

    [Theory]
    [InlineData("street:")]
    [InlineData("street:640x480")]
    [InlineData("street:?seed=7")]
    [InlineData("street:640x480@-1")]
    [InlineData("street:63x480@30")]
    [InlineData("street:640x4097@30")]
    [InlineData("street:640x480@30fps")]
    public void A_street_that_is_none_is_refused_with_the_way_to_write_it(string text) =>
        Assert.Contains("street:640x480@30", Assert.Throws<FormatException>(() => SourceUri.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("seed=seven", "'seven'")]
    [InlineData("seed=-1", "'-1'")]
    [InlineData("seed=7&seed=", "''")]
    [InlineData("density=1.1", "0 to 1, not '1.1'")]
    [InlineData("density=half", "0 to 1, not 'half'")]
    [InlineData("density=0,5", "0 to 1, not '0,5'")]
    [InlineData("weather=rain", "no option 'weather'")]
    [InlineData("seed", "no option 'seed'")]
    [InlineData("seed=7&&density=0.5&snow", "no option 'snow'")]
    public void An_option_that_a_street_does_not_have_is_refused_by_its_name(string options, string reason)
    {
        var text = $"street:640x480@30?{options}";

        var refusal = Assert.Throws<FormatException>(() => SourceUri.Parse(text));

        Assert.StartsWith($"'{text}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_is_the_first_camera_where_there_is_one()
    {
        var device = Assert.IsType<SourceUri.Device>(SourceUri.Parse("auto", path => path == "/dev/video0"));

        Assert.Equal((0, "/dev/video0"), (device.Index, device.Text));
    }

    [Fact]
    public void Auto_is_a_street_in_its_place_where_there_is_none()
    {
        var street = Assert.IsType<SourceUri.Street>(SourceUri.Parse("auto", path => path == "/dev/video1"));

        Assert.True(street is { IsStandIn: true, IsLive: true });
        Assert.Equal("street:640x480@30", street.ToString());
        Assert.Equal(SourceUri.Parse("street:640x480@30"), street with { IsStandIn = false });
    }
}
