using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Frames from OpenCV's video input: a V4L2 camera; or a video file, where <c>ffmpeg</c> is not installed.</summary>
/// <remarks>What comes as Motion JPEG is fetched as it is and decoded here, each JPEG as large as it is needed.</remarks>
internal sealed class VideoSource : IFrameSource
{
    // By either name its drivers call it.
    private static readonly HashSet<string> MotionJpeg = ["MJPG", "JPEG"];

    // Of VideoCaptureProperties.Format: the packets as they are, undecoded.
    private const int Packets = -1;

    private readonly VideoCapture _capture;
    private readonly string _name;
    private readonly bool _endless;
    private Mat? _jpeg;

    private VideoSource(VideoCapture capture, string name, bool endless)
    {
        _capture = capture;
        _name = name;
        _endless = endless;
        Rate = Math.Max(0, capture.Fps);
        Decoder = DecoderOf(capture);
        if (MotionJpeg.Contains(capture.FourCC.ToUpperInvariant()) && GiveJpegs(true))
        {
            _jpeg = new Mat();
            Decoder = "mjpeg (software)";
        }
    }

    public double Rate { get; }

    public string Decoder { get; private set; }

    public static VideoSource OpenDevice(SourceUri.Device device)
    {
        var path = $"/dev/video{device.Index}";
        if (OperatingSystem.IsLinux() && !File.Exists(path))
        {
            throw new SourceException($"There is no camera {path}. Plug it in, or choose another (ls /dev/video*).") { IsMissing = true };
        }

        var capture = new VideoCapture(device.Index, VideoCaptureAPIs.ANY);
        if (device.Mode is { } mode)
        {
            // As Motion JPEG, where it can: large pictures that are not compressed come through USB 2 a few times a second.
            capture.Set(VideoCaptureProperties.FourCC, FourCC.FromString("MJPG").Value);
            capture.Set(VideoCaptureProperties.FrameWidth, mode.Width);
            capture.Set(VideoCaptureProperties.FrameHeight, mode.Height);
            capture.Set(VideoCaptureProperties.Fps, mode.Rate);
        }

        return Checked(capture, path, endless: true, "Check that no other program uses it, and that you may read it (on Debian: group video).");
    }

    public static VideoSource OpenFile(string path, Decoding decoding)
    {
        // The packages for x64 are built without any, and say so; another build may have some.
        var acceleration = decoding == Decoding.Auto ? VideoAccelerationType.Any : VideoAccelerationType.None;
        return Checked(
            new VideoCapture(path, VideoCaptureAPIs.FFMPEG, [(int)VideoCaptureProperties.HwAcceleration, (int)acceleration]), path, endless: false,
            "It may be damaged, cut off, or no video at all.");
    }

    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (_capture.Read(_jpeg ?? image) && !(_jpeg ?? image).Empty())
        {
            return _jpeg is null ? PictureScale.Whole(image) : Decode(_jpeg, image, need);
        }

        return _endless ? throw new SourceException($"The camera {_name} gives no more frames.") : null;
    }

    public void Dispose()
    {
        _capture.Dispose();
        _jpeg?.Dispose();
    }

    private PictureScale Decode(Mat read, Mat image, PictureNeed need)
    {
        if (read.Rows == 1 && read.Type() == MatType.CV_8UC1)
        {
            return ImageDecoder.Decode(read.AsSpan<byte>(), need, image, $"A frame of {_name}");
        }

        // Asked for what it receives, it gives pictures nevertheless. From now on it is to decode them itself.
        GiveJpegs(false);
        read.Dispose();
        _jpeg = null;
        Decoder = DecoderOf(_capture);
        throw new SourceException($"{_name} gives its JPEGs decoded only.") { FrameOnly = true };
    }

    private bool GiveJpegs(bool asTheyAre) => _endless
        ? _capture.Set(VideoCaptureProperties.ConvertRgb, asTheyAre ? 0 : 1)
        : asTheyAre && _capture.Set(VideoCaptureProperties.Format, Packets);

    private static string DecoderOf(VideoCapture capture)
    {
        var acceleration = (VideoAccelerationType)(int)Math.Max(0, capture.Get(VideoCaptureProperties.HwAcceleration));
        return $"{capture.FourCC.Trim().ToLowerInvariant()} ({(acceleration == VideoAccelerationType.None ? "software" : acceleration.ToString().ToLowerInvariant())})";
    }

    private static VideoSource Checked(VideoCapture capture, string name, bool endless, string advice)
    {
        if (capture.IsOpened())
        {
            return new VideoSource(capture, name, endless);
        }

        capture.Dispose();
        throw new SourceException($"{name} does not open as a video. {advice}");
    }
}
