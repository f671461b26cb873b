using OpenCvSharp;

namespace Actors.Tests.Host;

/// <summary>Pictures and videos that the tests make themselves.</summary>
internal static class Pictures
{
    /// <summary>Writes a picture of one grey, 0 to 255.</summary>
    public static string Grey(this HostProgram program, string name, int width, int height, int brightness)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(program.Folder.PathOf(name))!);
        using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(brightness));
        Assert.True(Cv2.ImWrite(program.Folder.PathOf(name), picture));
        return name;
    }

    /// <summary>Writes a video of so many frames, each brighter than the one before.</summary>
    public static string Video(this HostProgram program, string name, int frames)
    {
        var size = new Size(64, 48);
        using var writer = new VideoWriter(program.Folder.PathOf(name), VideoCaptureAPIs.FFMPEG, FourCC.FromString("MJPG"), 25, size);
        Assert.True(writer.IsOpened());
        for (var i = 0; i < frames; i++)
        {
            using var picture = new Mat(size.Height, size.Width, MatType.CV_8UC3, Scalar.All(i * 255.0 / frames));
            writer.Write(picture);
        }

        return name;
    }

    /// <summary>How many frames a video holds, by reading them all, and their size.</summary>
    public static (int Frames, int Width, int Height) Count(string path)
    {
        using var video = new VideoCapture(path, VideoCaptureAPIs.FFMPEG);
        using var picture = new Mat();
        var frames = 0;
        while (video.Read(picture))
        {
            frames++;
        }

        return (frames, video.FrameWidth, video.FrameHeight);
    }
}
