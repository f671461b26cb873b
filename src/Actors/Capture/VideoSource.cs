using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Frames from OpenCV's video input: a V4L2 camera or a video file.</summary>
internal sealed class VideoSource : IFrameSource
{
    private readonly VideoCapture _capture;
    private readonly string _name;
    private readonly bool _endless;

    private VideoSource(VideoCapture capture, string name, bool endless)
    {
        _capture = capture;
        _name = name;
        _endless = endless;
        Rate = Math.Max(0, capture.Fps);
    }

    public double Rate { get; }

    public static VideoSource OpenDevice(int index)
    {
        var path = $"/dev/video{index}";
        if (OperatingSystem.IsLinux() && !File.Exists(path))
        {
            throw new SourceException($"There is no camera {path}. Plug it in, or choose another (ls /dev/video*).") { IsMissing = true };
        }

        return Checked(
            new VideoCapture(index, VideoCaptureAPIs.ANY), path, endless: true,
            "Check that no other program uses it, and that you may read it (on Debian: group video).");
    }

    public static VideoSource OpenFile(string path) =>
        Checked(
            new VideoCapture(path, VideoCaptureAPIs.FFMPEG), path, endless: false,
            "It may be damaged, cut off, or no video at all.");

    public bool Read(Mat image, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (_capture.Read(image) && !image.Empty())
        {
            return true;
        }

        return _endless ? throw new SourceException($"The camera {_name} gives no more frames.") : false;
    }

    public void Dispose() => _capture.Dispose();

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
