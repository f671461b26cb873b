using System.Globalization;

namespace Actors.Capture.Ffmpeg;

/// <summary>What <c>ffmpeg</c> is told.</summary>
internal static class FfmpegCommand
{
    // Each line says how bad it is; "verbose" is what tells sizes and formats, once, as it starts.
    private static readonly string[] Quiet = ["-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+verbose"];

    // The frames that come, when they come: without this ffmpeg repeats and drops them to keep an even pace.
    private static readonly string[] EachFrame = ["-an", "-sn", "-dn", "-fps_mode", "passthrough"];

    /// <summary>Passes a Motion JPEG stream on as it is, each JPEG after a line that says how long it is.</summary>
    public static IReadOnlyList<string> Copy(FfmpegInput input) =>
        [.. Quiet, .. input.Arguments, .. EachFrame, "-c:v", "copy", "-flush_packets", "1", "-f", "mpjpeg", "-"];

    /// <summary>Decodes a stream and reduces its frames, as planes of 4:2:0 YUV in YUV4MPEG2.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="acceleration">With what.</param>
    /// <param name="need">How large frames are needed.</param>
    /// <param name="skip">How many of the first frames to leave out.</param>
    public static IReadOnlyList<string> Decode(FfmpegInput input, Acceleration acceleration, PictureNeed need, long skip) =>
    [
        .. Quiet,
        .. acceleration switch
        {
            Acceleration.Any => ["-hwaccel", "auto"],
            Acceleration.Kernel => ["-c:v", KernelDecoder.Name],
            _ => (string[])[],
        },
        .. input.Arguments, .. EachFrame, "-vf", Filters(need, skip), "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-",
    ];

    // The planes of colour have half the sides, which must be even for that: a frame loses an odd row, and a reduced one is
    // scaled to even sides. The scale filter stands there even where nothing is reduced; it says the full frame's size.
    private static string Filters(PictureNeed need, long skip)
    {
        var by = Reduction(need);
        return (skip > 0 ? string.Create(CultureInfo.InvariantCulture, $"select='gte(n,{skip})',") : "")
            + $"crop=trunc(iw/2)*2:trunc(ih/2)*2,scale=w='2*ceil(iw/({by})/2)':h='2*ceil(ih/({by})/2)':flags=area";
    }

    // PictureNeed.MostReduction in ffmpeg's words, rounded down: the size is not known here, and to ask for it would be another
    // connection. A whole number, so that each pixel is the mean of as many as any other.
    private static string Reduction(PictureNeed need)
    {
        var most = new List<string>();
        if (need.Covers.Width > 0)
        {
            most.Add(string.Create(CultureInfo.InvariantCulture, $"iw/{need.Covers.Width}"));
        }

        if (need.Covers.Height > 0)
        {
            most.Add(string.Create(CultureInfo.InvariantCulture, $"ih/{need.Covers.Height}"));
        }

        if (need.Fills.Width > 0)
        {
            most.Add(string.Create(CultureInfo.InvariantCulture, $"max(iw/{need.Fills.Width},ih/{need.Fills.Height})"));
        }

        return most.Count == 0 ? "1" : $"max(1,floor({most.Aggregate((a, b) => $"min({a},{b})")}))";
    }
}
