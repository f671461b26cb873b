using Actors.Capture;
using Actors.View;

namespace Actors.Tests.View;

public sealed class SinkSpecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_lines_go_to_standard_output_or_a_file()
    {
        var file = _folder.PathOf("results.jsonl");

        Assert.Equal([new SinkSpec.JsonLines("-"), new SinkSpec.JsonLines(file)], Parse("jsonl:-", $"jsonl:{file}"));
        Assert.False(new SinkSpec.JsonLines("-").NeedsPicture);
        Assert.False(new SinkSpec.JsonLines("-").PerCamera);
    }

    [Theory]
    [InlineData("out.mp4")]
    [InlineData("out.AVI")]
    [InlineData("out.mkv")]
    public void Videos_have_one_of_three_extensions(string name)
    {
        var video = Assert.IsType<SinkSpec.Video>(Assert.Single(Parse($"video:{_folder.PathOf(name)}")));

        Assert.True(video is { PerCamera: true, NeedsPicture: true });
    }

    [Fact]
    public void Frames_may_name_a_folder_that_is_not_there_yet() =>
        Assert.Equal([new SinkSpec.Frames(_folder.PathOf("new"))], Parse($"frames:{_folder.PathOf("new")}"));

    [Fact]
    public void None_is_no_output() => Assert.Empty(Parse("none"));

    [Theory]
    [InlineData("")]
    [InlineData("jsonl")]
    [InlineData("jsonl:")]
    [InlineData("video:")]
    [InlineData("frames:")]
    [InlineData("tcp:1234")]
    [InlineData("none:1")]
    public void What_is_no_output_is_refused_with_those_there_are(string text) =>
        Assert.Contains("jsonl:PATH", Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("jsonl:{0}/missing/results.jsonl", "there is no folder")]
    [InlineData("video:{0}/missing/out.mp4", "there is no folder")]
    [InlineData("jsonl:{0}", "that is a folder")]
    [InlineData("video:{0}/out.gif", ".mp4, .avi or .mkv")]
    [InlineData("frames:{0}/file", "there is a file of that name")]
    public void An_output_that_cannot_be_written_is_refused_at_once(string text, string reason)
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        var refusal = Assert.Throws<FormatException>(() => Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, _folder.Path)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_is_printed_as_it_was_written()
    {
        Assert.Equal("jsonl:-", new SinkSpec.JsonLines("-").ToString());
        Assert.Equal("window", new SinkSpec.Window().ToString());
        Assert.Equal("video:a.mp4", new SinkSpec.Video("a.mp4", SeveralCameras: true).ToString());
        Assert.Equal("frames:shots", new SinkSpec.Frames("shots").ToString());
    }

    [Fact]
    public void Pictures_can_be_wanted_smaller()
    {
        var (video, frames) = ($"video:{_folder.PathOf("out.mp4")}", $"frames:{_folder.PathOf("shots")}");

        var specs = Parse($"{video}?width=640", $"{frames}?width=320", $"jsonl:{_folder.PathOf("results.jsonl")}");

        Assert.Equal([640, 320, null], specs.Select(spec => spec.Width));
        Assert.Equal([$"{video}?width=640", $"{frames}?width=320"], specs.Take(2).Select(spec => spec.ToString()));
        Assert.Equal([video, frames], specs.Take(2).Select(spec => spec.Place));
        Assert.Equal([PictureNeed.OfWidth(640), PictureNeed.OfWidth(320), PictureNeed.None], specs.Select(spec => spec.Need));
        Assert.Equal(PictureNeed.Full, new SinkSpec.Frames("shots").Need);
    }

    [Theory]
    [InlineData("frames:shots?width=15", "from 16 to 16384")]
    [InlineData("frames:shots?width=16385", "from 16 to 16384")]
    [InlineData("frames:shots?width=-640", "from 16 to 16384")]
    [InlineData("frames:shots?width=wide", "'wide'")]
    [InlineData("frames:shots?width=", "from 16 to 16384")]
    [InlineData("frames:shots?height=480", "no option 'height'")]
    [InlineData("jsonl:-?width=640", "no pictures")]
    [InlineData("none?width=640", "no pictures")]
    public void An_option_that_cannot_be_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_place_cannot_be_written_in_two_sizes() =>
        Assert.Contains("named twice", Assert.Throws<FormatException>(() => Parse($"frames:{_folder.Path}", $"frames:{_folder.Path}?width=320")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<SinkSpec> Parse(params string[] texts) => SinkSpec.ParseList(texts, severalCameras: false);

    [Theory]
    [InlineData("video:out.mp4", false, "out.mp4", true)]
    [InlineData("video:out.mp4", true, "out-front.mp4", true)]
    [InlineData("video:out.mp4", true, "out.mp4", false)]
    [InlineData("video:out.mp4", true, "out-other.mp4", false)]
    [InlineData("jsonl:out.jsonl", true, "out.jsonl", true)]
    [InlineData("frames:.", false, "front-00000007.jpg", true)]
    [InlineData("frames:.", false, "cat.jpg", false)]
    [InlineData("frames:shots/", false, "front-00000007.jpg", false)]
    public void What_it_would_write_over_is_known_of_every_camera(string output, bool severalCameras, string file, bool overwrites)
    {
        var there = output.Split(':') is [var kind, var place] ? $"{kind}:{_folder.PathOf(place)}" : "";

        var spec = Assert.Single(SinkSpec.ParseList([there], severalCameras));

        Assert.Equal(overwrites, spec.Overwrites(_folder.PathOf(file), ["back", "front"]));
    }
}
