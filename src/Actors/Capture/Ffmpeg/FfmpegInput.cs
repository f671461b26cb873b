namespace Actors.Capture.Ffmpeg;

/// <summary>What <c>ffmpeg</c> is to read.</summary>
/// <param name="Url">An address, or the path of a file.</param>
/// <param name="Name">The same without a password, for messages.</param>
/// <param name="IsLive">Whether it is a network camera.</param>
internal sealed record FfmpegInput(string Url, string Name, bool IsLive)
{
    // How long a silent camera is waited for: longer than a camera's key frame interval, in ffmpeg's microseconds.
    private const string SilenceLimitUs = "4000000";

    /// <summary>The program.</summary>
    public string Program { get; init; } = "ffmpeg";

    /// <summary>Whether the machine has a decoder for H.264 that is a device of the Linux kernel, as that of a Raspberry Pi 4.</summary>
    public bool HasKernelDecoder { get; init; } = KernelDecoder.IsThere;

    /// <summary>Whether it most likely sends JPEGs: what cameras offer under http:// is Motion JPEG, with few exceptions.</summary>
    public bool SendsJpegsPerhaps { get; init; } = IsLive && !IsRtsp(Url);

    /// <summary>What to say where it gives no video at all.</summary>
    public string NoVideo => IsLive
        ? $"{Name} gives no video. Check the address, the user name and password, and that the camera is on the network."
        : $"{Name} does not open as a video. It may be damaged, cut off, or no video at all.";

    /// <summary>The options that name and read it.</summary>
    public IEnumerable<string> Arguments => !IsLive

        // A name that has a colon is no protocol, and a playlist that calls itself a video reads no other places.
        ? ["-protocol_whitelist", "file", "-i", $"file:{Url}"]
        : [
            // RTSP over TCP where the camera can: over UDP a busy network shows as grey smears.
            .. IsRtsp(Url) ? ["-rtsp_flags", "prefer_tcp", "-timeout", SilenceLimitUs] : (string[])["-rw_timeout", SilenceLimitUs],
            "-flags", "low_delay", "-i", Url,
        ];

    private static bool IsRtsp(string url) => url.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase);
}
