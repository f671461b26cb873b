namespace Actors.Capture.Ffmpeg;

/// <summary>The H.264 decoder of a Raspberry Pi up to model 4, which ffmpeg's <c>-hwaccel auto</c> does not find: it is a V4L2 device that takes a stream and gives frames.</summary>
internal static class KernelDecoder
{
    /// <summary>What ffmpeg calls it.</summary>
    public const string Name = "h264_v4l2m2m";

    private const string Devices = "/sys/class/video4linux";

    /// <summary>Whether this machine has one.</summary>
    public static bool IsThere => Directory.Exists(Devices) && Directory.EnumerateDirectories(Devices).Any(device => NameOf(device) == "bcm2835-codec-decode");

    private static string NameOf(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "name")).Trim();
        }
        catch (IOException)
        {
            // It was unplugged at this moment.
            return "";
        }
    }
}
