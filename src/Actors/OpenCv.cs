using System.Globalization;
using System.Runtime.InteropServices;
using Actors.Interop;
using OpenCvSharp;

namespace Actors;

/// <summary>Loads OpenCV's native library, or says what it lacks.</summary>
public static class OpenCv
{
    private const string Name = "OpenCvSharpExtern";

    // AV_LOG_QUIET of libavutil's log.h
    private const string FfmpegQuiet = "-8";

    // Beyond the largest cameras, and 400 MB. A small damaged file can claim any size, and OpenCV's own limit is 3 GB.
    private const int MostImagePixels = 1 << 27;

    /// <summary>Checks that OpenCV loads. Without this, a missing dependency shows as a failing type initialiser.</summary>
    /// <exception cref="NativeLibraryException">It does not load; the message names what to install.</exception>
    public static void Require()
    {
        Hush();
        NativeLibraries.SetDefault("OPENCV_IO_MAX_IMAGE_PIXELS", MostImagePixels.ToString(CultureInfo.InvariantCulture));
        var file = OperatingSystem.IsWindows() ? $"{Name}.dll" : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";
        if (NativeLibraries.FindBesideProgram(file) is { } path)
        {
            NativeLibraries.LoadFile(Name, path);
        }
        else if (!NativeLibrary.TryLoad(Name, typeof(Mat).Assembly, null, out _))
        {
            throw new NativeLibraryException(Name, NativeLibraryException.Cause.Missing,
                $"OpenCV's library {file} was found neither beside the program nor on the system. On Linux x64 the build brings it; on ARM64 publish with it or put a {file} beside the program, see docs/raspberry-pi.md.");
        }

        // Every stage has threads of its own; OpenCV's would only take cores from the devices and wake each other.
        Cv2.SetNumThreads(1);
    }

    // OpenCV and its FFmpeg print what they think of a file or camera that does not open, and of every damaged frame. The
    // program says that itself, once. Who wants to hear it sets these variables, which are read as the library loads.
    private static void Hush()
    {
        NativeLibraries.SetDefault("OPENCV_LOG_LEVEL", "ERROR");
        NativeLibraries.SetDefault("OPENCV_FFMPEG_LOGLEVEL", FfmpegQuiet);
    }
}
