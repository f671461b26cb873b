using OpenCvSharp;

namespace Actors.View;

/// <summary>Writes pictures into a video file.</summary>
internal sealed class VideoSink : ISink
{
    /// <summary>The file name extensions it can write.</summary>
    public const string Extensions = ".mp4, .avi or .mkv";

    // For sources that state no rate of their own.
    private const double DefaultRate = 30;

    private readonly string _path;
    private readonly Mat _resized = new();
    private VideoWriter? _writer;
    private Size _size;

    public VideoSink(string path) => _path = path;

    public static bool CanWrite(string path) => FourCcOf(path) is not null;

    public void Write(AnnotatedFrame frame)
    {
        _writer ??= Open(frame);
        if (frame.Picture.Size() == _size)
        {
            _writer.Write(frame.Picture);
            return;
        }

        // A video has one size; a folder of images may not.
        Cv2.Resize(frame.Picture, _resized, _size);
        _writer.Write(_resized);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _resized.Dispose();
    }

    private VideoWriter Open(AnnotatedFrame frame)
    {
        _size = frame.Picture.Size();
        var writer = new VideoWriter(_path, VideoCaptureAPIs.FFMPEG, FourCC.FromString(FourCcOf(_path)!), frame.Rate > 0 ? frame.Rate : DefaultRate, _size);
        if (writer.IsOpened())
        {
            return writer;
        }

        writer.Dispose();
        throw new IOException($"The video {_path} cannot be written. Check that its folder exists and may be written to, and that the disk is not full.");
    }

    // The codecs that OpenCV's bundled FFmpeg can write.
    private static string? FourCcOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MP4" => "mp4v",
        ".AVI" => "MJPG",
        ".MKV" => "XVID",
        _ => null,
    };
}
