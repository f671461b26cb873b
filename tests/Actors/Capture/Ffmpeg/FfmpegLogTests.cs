using Actors.Capture.Ffmpeg;
using OpenCvSharp;

namespace Actors.Tests.Capture.Ffmpeg;

/// <summary>What ffmpeg says, as versions 5.1 to 7 say it.</summary>
public class FfmpegLogTests
{
    private const string H264 = "[info]   Stream #0:0[0x1](und): Video: h264 (High), 1 reference frame (avc1 / 0x31637661), yuv420p(progressive, left), 1920x1080 (1920x1088) [SAR 1:1 DAR 16:9], 3460 kb/s, 29.97 fps, 30 tbr, 15360 tbn (default)";
    private const string Software = "[info]   Stream #0:0 -> #0:0 (h264 (native) -> wrapped_avframe (native))";
    private const string Reduced = "[Parsed_scale_1 @ 0x55afbc] [verbose] w:1920 h:1080 fmt:yuv420p sar:1/1 -> w:640 h:360 fmt:yuv420p sar:1/1 flags:0x20";

    private readonly FfmpegLog _log = new();

    [Fact]
    public async Task The_stream_that_is_read_its_decoder_and_its_size_are_learnt()
    {
        Say("[AVHWDeviceContext @ 0x5559] [error] Cannot load libcuda.so.1", "[h264 @ 0x5559] [info] Auto hwaccel disabled: no device found.", H264);
        Assert.False(_log.Mapped.IsCompleted);

        Say(Software);
        Assert.True(await _log.Mapped);
        Assert.Equal(("h264", 29.97, false), (_log.Codec, _log.Rate, _log.TriesHardware));
        Assert.False(_log.Decoding.IsCompleted);

        Say("[graph 0 input from stream 0:0 @ 0x5559] [verbose] w:1920 h:1080 pixfmt:yuv420p tb:1/15360 fr:30/1 sar:1/1", Reduced);
        Assert.True(await _log.Decoding);
        Assert.Equal(("h264 (software)", new Size(1920, 1080)), (_log.Decoder, _log.FullSize));
    }

    [Fact]
    public void A_graphics_processor_is_told_where_it_decodes()
    {
        Say(H264, "[h264 @ 0x5559] [info] Using auto hwaccel type vaapi with new default device.", Software);
        Assert.True(_log.TriesHardware);

        Say("[graph 0 input from stream 0:0 @ 0x5559] [verbose] w:1920 h:1080 pixfmt:nv12 tb:1/15360 fr:30/1 sar:1/1", Reduced);
        Assert.Equal("h264 (vaapi)", _log.Decoder);
    }

    [Fact]
    public void One_that_was_found_and_does_not_take_the_stream_is_not_told()
    {
        Say(H264, "[h264 @ 0x5559] [info] Using auto hwaccel type vaapi with new default device.", Software,
            "[graph 0 input from stream 0:0 @ 0x5559] [verbose] w:1920 h:1080 pixfmt:yuv420p tb:1/15360 fr:30/1 sar:1/1", Reduced);

        Assert.Equal("h264 (software)", _log.Decoder);
    }

    [Fact]
    public void A_decoder_that_is_not_ffmpegs_own_is_told_by_its_name()
    {
        Say(H264, "[info]   Stream #0:0 -> #0:0 (h264 (h264_v4l2m2m) -> wrapped_avframe (native))", Reduced);

        Assert.Equal("h264 (h264_v4l2m2m)", _log.Decoder);
    }

    [Fact]
    public void Of_several_streams_the_one_that_is_read_counts()
    {
        Say("[info]   Stream #0:0: Audio: aac (LC), 44100 Hz, stereo, fltp",
            "[info]   Stream #0:1(eng): Video: h264 (Main), yuv420p, 640x360, 15 fps, 15 tbr",
            "[info]   Stream #0:2[0x102]: Video: hevc (Main), yuv420p(tv), 1920x1080, 25 fps, 25 tbr",
            "[info]   Stream #0:2 -> #0:0 (hevc (native) -> wrapped_avframe (native))");

        Assert.Equal(("hevc", 25), (_log.Codec, _log.Rate));
    }

    [Fact]
    public void A_stream_that_is_passed_on_is_known_by_its_codec()
    {
        Say("[info]   Stream #0:0: Video: mjpeg (Baseline), yuvj422p(pc, bt470bg/unknown/unknown), 1280x720 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 25 tbn", "[info]   Stream #0:0 -> #0:0 (copy)");

        Assert.Equal(FfmpegLog.MotionJpeg, _log.Codec);
    }

    [Fact]
    public async Task Where_it_ends_before_nobody_waits_for_ever()
    {
        Say("[error] http://camera/video: Server returned 401 Unauthorized (authorization failed) ", null);

        Assert.False(await _log.Mapped || await _log.Decoding || _log.HasVideo);
        Assert.Equal("http://camera/video: Server returned 401 Unauthorized (authorization failed)", _log.Complaint);
    }

    [Fact]
    public void The_latest_error_is_the_complaint_but_for_those_before_the_first_frame()
    {
        Say("[error] first", "[h264 @ 0x5559] [error] second", "[info] [notice] third");
        Assert.Equal("second", _log.Complaint);

        Say(H264, Software, Reduced);
        Assert.Equal("", _log.Complaint);

        Say("[fatal] last");
        Assert.Equal("last", _log.Complaint);
    }

    private void Say(params string?[] lines)
    {
        foreach (var line in lines)
        {
            _log.Add(line);
        }
    }
}
