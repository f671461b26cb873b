using System.Diagnostics;
using OpenCvSharp;

namespace Actors.Tests.Capture.Ffmpeg;

/// <summary>Videos that the installed <c>ffmpeg</c> makes for the tests.</summary>
internal static class Clips
{
    // Of luminance, from frame to frame; black is 16, and 219 steps make white.
    private const int Step = 8;

    /// <summary>Grey frames, each as bright as its number says; see <see cref="NumberOf"/>.</summary>
    public static Task<string> NumberedAsync(string path, int frames, int width = 320, int height = 240, params string[] codec) =>
        MakeAsync(path, [
            "-f", "lavfi", "-i", $"color=black:size={width}x{height}:rate=25,geq=lum='16+{Step}*N':cb=128:cr=128",
            "-frames:v", $"{frames}", "-pix_fmt", "yuv420p", .. codec,
        ]);

    public static async Task<string> MakeAsync(string path, params string[] arguments)
    {
        using var making = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", .. arguments, path]);
        await making.WaitForExitAsync();
        Assert.Equal(0, making.ExitCode);
        return path;
    }

    /// <summary>The number of the frame that a picture shows, from 0.</summary>
    public static int NumberOf(Mat picture) => (int)Math.Round(picture.Mean().Val0 * 219 / 255 / Step);
}
