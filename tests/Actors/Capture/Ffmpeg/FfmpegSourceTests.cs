using System.Net;
using System.Net.Sockets;
using Actors.Capture;
using Actors.Capture.Ffmpeg;
using OpenCvSharp;

namespace Actors.Tests.Capture.Ffmpeg;

/// <summary>Files and cameras, the latter played by a socket of the test; ffmpeg is the real one.</summary>
public sealed class FfmpegSourceTests : IDisposable
{
    private static readonly DecodeOptions Small = new(PictureNeed.OfWidth(80), Decoding.Auto);
    private static readonly Size Full = new(320, 240);

    private readonly TemporaryFolder _folder = new();
    private readonly Mat _picture = new();

    public FfmpegSourceTests() => Skip.IfNot(Commands.Exist("ffmpeg"), "ffmpeg is not installed, which reads network cameras.");

    public void Dispose()
    {
        _folder.Dispose();
        _picture.Dispose();
    }

    [SkippableFact]
    public async Task A_files_frames_are_reduced_to_what_is_needed_and_every_one_comes()
    {
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 20), Small);

        for (var frame = 0; frame < 20; frame++)
        {
            Assert.Equal(new PictureScale(Full, 4, 4), Read(source, Small.Need));
            Assert.Equal((new Size(80, 60), frame), (_picture.Size(), Clips.NumberOf(_picture)));
        }

        Assert.Null(Read(source, Small.Need));
        Assert.Equal(25, source.Rate);
        Assert.Equal("h264 (software)", source.Decoder);
    }

    [SkippableFact]
    public async Task A_files_frames_that_are_needed_larger_from_some_frame_on_come_larger_and_every_one_once()
    {
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 20), Small);

        for (var frame = 0; frame < 20; frame++)
        {
            var scale = Read(source, frame is < 7 or > 12 ? Small.Need : PictureNeed.Full);

            // Once it is large it stays so: to make it small again costs, and gains less.
            Assert.Equal(frame < 7 ? new PictureScale(Full, 4, 4) : new PictureScale(Full, 1, 1), scale);
            Assert.Equal(frame, Clips.NumberOf(_picture));
        }

        Assert.Null(Read(source, Small.Need));
    }

    [SkippableTheory]
    [InlineData(4, 80, 60)]
    [InlineData(3, 108, 80)] // A side must be even: 320 / 3 becomes 108.
    [InlineData(1, 320, 240)]
    public async Task A_frame_is_reduced_by_a_whole_number(int by, int width, int height)
    {
        var need = PictureNeed.OfWidth(320 / by);
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 1), new DecodeOptions(need, Decoding.Auto));

        Assert.Equal(PictureScale.To(new Size(width, height), Full), Read(source, need));

        Assert.Equal(new Size(width, height), _picture.Size());
    }

    [SkippableFact]
    public async Task A_model_that_sees_letterboxed_frames_needs_one_of_their_sides_only()
    {
        var need = PictureNeed.None with { Fills = new Size(80, 80) };
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 1, width: 320, height: 160), new DecodeOptions(need, Decoding.Auto));

        Read(source, need);

        Assert.Equal(new Size(80, 40), _picture.Size());
    }

    [SkippableFact]
    public async Task A_file_that_is_to_be_turned_is_turned_and_measured_as_it_is_shown()
    {
        var clip = await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 1);
        var turned = await Clips.MakeAsync(_folder.PathOf("turned.mp4"), "-i", clip, "-c", "copy", "-metadata:s:v:0", "rotate=90");
        using var source = OpenFile(turned, new DecodeOptions(PictureNeed.OfWidth(120), Decoding.Auto));

        Assert.Equal(new PictureScale(new Size(240, 320), 2, 2), Read(source, PictureNeed.OfWidth(120)));
    }

    [SkippableFact]
    public async Task A_file_of_Motion_JPEG_is_decoded_here_each_frame_as_large_as_it_is_needed()
    {
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.avi"), 4, codec: ["-c:v", "mjpeg"]), Small);

        foreach (var (width, by) in new[] { (80, 4), (320, 1), (160, 2) })
        {
            Assert.Equal(new PictureScale(Full, by, by), Read(source, PictureNeed.OfWidth(width)));
        }

        Assert.Equal("mjpeg (software)", source.Decoder);
        Assert.Equal(25, source.Rate);
        Assert.NotNull(Read(source, Small.Need));
        Assert.Null(Read(source, Small.Need));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("no video")]
    public void A_file_that_is_no_video_does_not_open(string content)
    {
        File.WriteAllText(_folder.PathOf("clip.mp4"), content);

        var failure = Assert.Throws<SourceException>(() => OpenFile(_folder.PathOf("clip.mp4"), Small));

        Assert.Contains("clip.mp4 does not open as a video", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsMissing);
    }

    [SkippableFact]
    public async Task A_name_that_looks_like_an_address_is_a_files()
    {
        using var source = OpenFile(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 1), Small);
        File.Move(_folder.PathOf("clip.mp4"), _folder.PathOf("at 12:30 -y.mp4"));

        using var odd = OpenFile(_folder.PathOf("at 12:30 -y.mp4"), Small);

        Assert.NotNull(Read(odd, Small.Need));
    }

    [SkippableFact]
    public async Task A_camera_whose_frames_come_unevenly_gives_each_of_them_once()
    {
        // Of the thirty frames of a second every seventh: 0, 7, 14, 21, 28.
        var clip = await Clips.MakeAsync(
            _folder.PathOf("uneven.mkv"), "-f", "lavfi", "-i", "testsrc=rate=30:duration=1:size=66x49", "-vf", "select=not(mod(n\\,7))", "-fps_mode", "vfr");
        await using var camera = new HttpCamera("video/x-matroska", await File.ReadAllBytesAsync(clip));
        using var source = OpenCamera(camera, DecodeOptions.Whole);

        for (var frame = 0; frame < 5; frame++)
        {
            Read(source, PictureNeed.Full);

            // A side that is not even loses its last row or column.
            Assert.Equal(new Size(66, 48), _picture.Size());
        }

        Assert.Contains("no more frames", Assert.Throws<SourceException>(() => Read(source, PictureNeed.Full)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cameras_frames_that_are_needed_larger_come_larger_without_a_gap()
    {
        await using var camera = new HttpCamera("video/h264", await H264Async()) { IsEndless = true };
        using var source = OpenCamera(camera, Small);
        Assert.Equal(new PictureScale(Full, 4, 4), Read(source, Small.Need));
        var before = camera.Connections;

        ReadUntilWhole(source);

        Assert.Equal(before + 1, camera.Connections);
        Assert.Equal(Full, _picture.Size());
    }

    [SkippableFact]
    public async Task A_camera_that_serves_one_at_a_time_is_connected_to_anew_for_larger_frames()
    {
        await using var camera = new HttpCamera("video/h264", await H264Async()) { IsEndless = true, MostAtOnce = 1 };
        using var source = OpenCamera(camera, Small);
        Assert.Equal(new PictureScale(Full, 4, 4), Read(source, Small.Need));

        ReadUntilWhole(source);

        Assert.Equal(Full, _picture.Size());
    }

    [SkippableFact]
    public async Task A_camera_of_Motion_JPEG_is_decoded_here_and_a_damaged_frame_costs_itself_only()
    {
        var sound = HttpCamera.Jpeg(320, 240);
        await using var camera = HttpCamera.OfJpegs([sound, sound, sound[..300], sound, sound]);
        using var source = OpenCamera(camera, Small);

        for (var frame = 0; frame < 5; frame++)
        {
            if (frame == 2)
            {
                Assert.True(Assert.Throws<SourceException>(() => Read(source, Small.Need)).FrameOnly);
                continue;
            }

            Assert.Equal(new PictureScale(Full, 4, 4), Read(source, Small.Need));
        }

        Assert.Contains("no more frames", Assert.Throws<SourceException>(() => Read(source, Small.Need)).Message, StringComparison.Ordinal);
        Assert.Equal("mjpeg (software)", source.Decoder);
    }

    [SkippableFact]
    public async Task A_camera_that_does_not_answer_is_given_up_when_the_program_stops()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stopping = new CancellationTokenSource();
        var input = new FfmpegInput($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/video", "camera", IsLive: true);
        var opening = Task.Run(() => FfmpegSource.Open(input, Small, stopping.Token));
        using var silent = await listener.AcceptTcpClientAsync();

        await stopping.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => opening);
    }

    [SkippableFact]
    public async Task Where_the_kernels_decoder_does_not_work_software_decodes()
    {
        var input = new FfmpegInput(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 3), "clip", IsLive: false) { HasKernelDecoder = true };

        using var source = FfmpegSource.Open(input, Small, default);

        Assert.NotNull(Read(source, Small.Need));
        Assert.Equal("h264 (software)", source.Decoder);
    }

    [SkippableTheory]
    [InlineData(Decoding.Auto, 2)]
    [InlineData(Decoding.Software, 1)]
    public async Task Where_a_hardware_decoder_fails_software_decodes_and_where_it_is_not_wanted_it_is_not_tried(Decoding decoding, int starts)
    {
        // An ffmpeg that finds a decoder, which then gives nothing.
        var program = await ScriptAsync($"""
            #!/bin/sh
            echo "$@" >> '{_folder.PathOf("starts")}'
            case "$*" in *-hwaccel*)
                echo '[info]   Stream #0:0: Video: h264 (High), yuv420p(progressive), 320x240, 25 fps, 25 tbr' >&2
                echo '[h264 @ 0x1] [info] Using auto hwaccel type vaapi with new default device.' >&2
                echo '[info]   Stream #0:0 -> #0:0 (h264 (native) -> wrapped_avframe (native))' >&2
                echo '[h264 @ 0x1] [error] Failed to sync surface' >&2
                exit 1
            esac
            exec ffmpeg "$@"
            """);
        var input = new FfmpegInput(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 3), "clip", IsLive: false) { Program = program };

        using var source = FfmpegSource.Open(input, Small with { Decoding = decoding }, default);

        Assert.NotNull(Read(source, Small.Need));
        Assert.Equal("h264 (software)", source.Decoder);
        Assert.Equal(starts, (await File.ReadAllLinesAsync(_folder.PathOf("starts"))).Length);
    }

    [SkippableFact]
    public async Task A_file_whose_decoder_breaks_off_is_told_and_not_taken_for_its_end()
    {
        var program = await ScriptAsync("""
            #!/bin/sh
            ffmpeg "$@"
            echo '[fatal] Killed' >&2
            exit 137
            """);
        using var source = FfmpegSource.Open(new FfmpegInput(await Clips.NumberedAsync(_folder.PathOf("clip.mp4"), 3), "clip", IsLive: false) { Program = program }, Small, default);
        for (var frame = 0; frame < 3; frame++)
        {
            Read(source, Small.Need);
        }

        Assert.Equal("clip breaks off after 3 frames. ffmpeg says: Killed", Assert.Throws<SourceException>(() => Read(source, Small.Need)).Message);
    }

    [SkippableFact]
    public void Where_it_is_not_installed_that_is_said()
    {
        var input = new FfmpegInput("rtsp://camera/", "camera", IsLive: true) { Program = _folder.PathOf("ffmpeg") };

        var missing = Assert.Throws<SourceException>(() => FfmpegSource.Open(input, Small, default));

        Assert.True(missing.IsMissing);
        Assert.Contains("apt-get install ffmpeg", missing.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task One_that_is_too_old_is_as_if_there_were_none()
    {
        var program = await ScriptAsync("""
            #!/bin/sh
            echo "[error] Unrecognized option 'fps_mode'." >&2
            echo '[fatal] Error splitting the argument list: Option not found' >&2
            exit 1
            """);
        var input = new FfmpegInput("rtsp://camera/", "camera", IsLive: true) { Program = program };

        var old = Assert.Throws<SourceException>(() => FfmpegSource.Open(input, Small, default));

        Assert.True(old.IsMissing);
        Assert.StartsWith("ffmpeg 5.1 or newer is needed", old.Message, StringComparison.Ordinal);
    }

    // Written by another process: were the file still open here when one is started beside, it could not be run.
    private Task<string> ScriptAsync(string text) => WriteAsync(_folder.PathOf("program"), text);

    private static async Task<string> WriteAsync(string path, string text)
    {
        using var writing = System.Diagnostics.Process.Start("sh", ["-c", "printf '%s\\n' \"$1\" > \"$2\" && chmod +x \"$2\"", "sh", text, path]);
        await writing.WaitForExitAsync();
        return path;
    }

    private async Task<byte[]> H264Async() =>
        await File.ReadAllBytesAsync(await Clips.NumberedAsync(_folder.PathOf("clip.h264"), 20, codec: ["-c:v", "libx264", "-bsf:v", "h264_mp4toannexb", "-f", "h264"]));

    // As long as it takes the new connection to give its first frame.
    private void ReadUntilWhole(FfmpegSource source)
    {
        while (Read(source, PictureNeed.Full)!.Value.X > 1)
        {
        }
    }

    private PictureScale? Read(FfmpegSource source, PictureNeed need) => source.Read(_picture, need, default);

    private static FfmpegSource OpenFile(string path, DecodeOptions options) => FfmpegSource.Open(new FfmpegInput(path, path, IsLive: false), options, default);

    private static FfmpegSource OpenCamera(HttpCamera camera, DecodeOptions options) => FfmpegSource.Open(new FfmpegInput(camera.Address, "camera", IsLive: true), options, default);
}
