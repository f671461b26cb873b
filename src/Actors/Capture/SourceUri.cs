using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Capture.Ffmpeg;

namespace Actors.Capture;

/// <summary>Where frames come from, as a user writes it.</summary>
public abstract partial record SourceUri
{
    /// <summary>What is understood, for messages.</summary>
    public const string Forms = "0 or /dev/video0 (0:1920x1080@30 to ask for a size and a rate), rtsp://…, http://…, a video file, an image, a folder or glob of images, street:640x480@30 (a procedural street; also with ?seed=7&density=0.5), test:640x480@30 (a moving pattern)";

    /// <summary>The first of a machine's cameras.</summary>
    public const string FirstCamera = "/dev/video0";

    private const string StandIn = "street:640x480@30";
    private const string TestPrefix = "test:";
    private const int SmallestSide = 16;
    private const int LargestSide = 16384;

    /// <summary>What the user wrote; passwords are masked when printed, see <see cref="ToString"/>.</summary>
    public required string Text { get; init; }

    /// <summary>Whether frames come at their own pace and without end.</summary>
    public abstract bool IsLive { get; }

    /// <summary>Opens the source.</summary>
    /// <param name="options">How it is to be decoded.</param>
    /// <param name="stopping">Ends a wait for it.</param>
    /// <exception cref="SourceException">It does not open; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public abstract IFrameSource Open(DecodeOptions options, CancellationToken stopping = default);

    /// <summary>Opens the source for full frames.</summary>
    /// <exception cref="SourceException">It does not open; the message says what to do.</exception>
    public IFrameSource Open() => Open(DecodeOptions.Whole);

    /// <summary>A V4L2 camera.</summary>
    /// <param name="Index">N of <c>/dev/videoN</c>.</param>
    /// <param name="Mode">What to ask it for; null for its own choice.</param>
    public sealed record Device(int Index, CaptureMode? Mode = null) : SourceUri
    {
        /// <inheritdoc/>
        public override bool IsLive => true;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => VideoSource.OpenDevice(this);

        /// <inheritdoc/>
        public override string ToString() => base.ToString();
    }

    /// <summary>A network stream.</summary>
    /// <param name="Url">An <c>rtsp</c> or <c>http</c> address.</param>
    public sealed record Stream(string Url) : SourceUri
    {
        /// <inheritdoc/>
        public override bool IsLive => true;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) =>
            FfmpegSource.Open(new FfmpegInput(Url, ToString(), IsLive: true), options, stopping);

        /// <inheritdoc/>
        public override string ToString() => base.ToString();
    }

    /// <summary>A video file.</summary>
    /// <param name="Path">The file.</param>
    public sealed record VideoFile(string Path) : SourceUri
    {
        /// <inheritdoc/>
        public override bool IsLive => false;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default)
        {
            try
            {
                return FfmpegSource.Open(new FfmpegInput(Path, Path, IsLive: false), options, stopping);
            }
            catch (SourceException noFfmpeg) when (noFfmpeg.IsMissing)
            {
                // OpenCV reads files as well, if not as fast.
                return VideoSource.OpenFile(Path, options.Decoding);
            }
        }

        /// <inheritdoc/>
        public override string ToString() => base.ToString();
    }

    /// <summary>Images, in the order of their names.</summary>
    /// <param name="Pattern">An image, a folder, or a glob such as <c>shots/*.jpg</c>.</param>
    public sealed record Images(string Pattern) : SourceUri
    {
        /// <inheritdoc/>
        public override bool IsLive => false;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => ImageSource.Open(Pattern);

        /// <inheritdoc/>
        public override string ToString() => base.ToString();
    }

    /// <summary>The moving test pattern.</summary>
    /// <param name="Width">Pixels.</param>
    /// <param name="Height">Pixels.</param>
    /// <param name="Rate">Frames per second; 0 for as fast as they are taken.</param>
    public sealed record Test(int Width, int Height, double Rate) : SourceUri
    {
        /// <inheritdoc/>
        public override bool IsLive => Rate > 0;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new TestPatternSource(Width, Height, Rate);

        /// <inheritdoc/>
        public override string ToString() => base.ToString();
    }

    /// <summary>What the user wrote, passwords masked.</summary>
    public override string ToString() => Masked(Text);

    /// <summary>An address with its password masked, for messages.</summary>
    public static string Masked(string text) =>
        Address().Replace(Password().Replace(text, "$1:***@"), address => NamedPassword().Replace(address.Value, "$1=***"));

    /// <summary>Reads what a user wrote; <c>auto</c> is this machine's camera, or a street where it has none.</summary>
    /// <exception cref="FormatException">It names no kind of source; the message lists the kinds.</exception>
    public static SourceUri Parse(string text) => Parse(text, File.Exists);

    /// <summary>Likewise, on a machine with other cameras.</summary>
    /// <param name="text">What a user wrote.</param>
    /// <param name="hasCamera">Whether there is a V4L2 camera of this path.</param>
    /// <exception cref="FormatException">It names no kind of source; the message lists the kinds.</exception>
    internal static SourceUri Parse(string text, Func<string, bool> hasCamera)
    {
        if (text == "auto")
        {
            // A machine without a camera still shows that everything works, and how well.
            return hasCamera(FirstCamera) ? Parse(FirstCamera, hasCamera) : Street.Of(StandIn) with { IsStandIn = true };
        }

        if (DeviceName().Match(text) is { Success: true } device)
        {
            return new Device(int.Parse(device.Groups[1].ValueSpan, CultureInfo.InvariantCulture), device.Groups[2].Success ? ParseMode(text, device.Groups[2].Value) : null) { Text = text };
        }

        if (text.StartsWith(TestPrefix, StringComparison.Ordinal))
        {
            return ParseTest(text);
        }

        if (text.StartsWith(StreetPrefix, StringComparison.Ordinal))
        {
            return Street.Of(text);
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "rtsp" or "rtsps" or "http" or "https"
                ? new Stream(text) { Text = text }
                : throw new FormatException($"'{Masked(text)}' is no stream address: it must begin with rtsp://, rtsps://, http:// or https://.");
        }

        if (Directory.Exists(text) || text.Contains('*') || text.Contains('?') || ImageSource.HasImageExtension(text))
        {
            return new Images(text) { Text = text };
        }

        return File.Exists(text)
            ? new VideoFile(text) { Text = text }
            : throw new FormatException($"No camera source '{text}': there is no such file or folder. A source is {Forms}.");
    }

    private static Test ParseTest(string text) =>
        ModeOf(text[TestPrefix.Length..], SmallestSide, LargestSide) is { } mode
            ? new Test(mode.Width, mode.Height, mode.Rate) { Text = text }
            : throw new FormatException($"'{text}' is no test pattern: write test:WIDTHxHEIGHT@RATE such as test:640x480@30, sides from {SmallestSide} to {LargestSide} pixels; @0 is as fast as frames are taken.");

    private static CaptureMode ParseMode(string text, string mode) =>
        ModeOf(mode, SmallestSide, LargestSide) is { Rate: > 0 } parsed
            ? parsed
            : throw new FormatException($"'{text}' is no camera: after its name write :WIDTHxHEIGHT@RATE such as 0:1920x1080@30, sides from {SmallestSide} to {LargestSide} pixels, or nothing.");

    private static CaptureMode? ModeOf(string text, int smallest, int largest) =>
        ModeText().Match(text) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var width) && width >= smallest && width <= largest
        && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var height) && height >= smallest && height <= largest
        && double.TryParse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture, out var rate)
            ? new CaptureMode(width, height, rate)
            : null;

    [GeneratedRegex(@"^(?:/dev/video)?(\d{1,4})(?::(.*))?$")]
    private static partial Regex DeviceName();

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})@(\d+(?:\.\d+)?)$")]
    private static partial Regex ModeText();

    // user:password@ of an address; a password may hold an @ of its own, so it ends at the last one before the path. With a slash in
    // it, it is no password that an address can hold, and still nobody's to read; digits before a slash are a port.
    [GeneratedRegex(@"(?<=://)([^:/@]*):(?:[^/]*@|(?!\d{1,5}/)\S{0,256}@)")]
    private static partial Regex Password();

    [GeneratedRegex(@"://\S*")]
    private static partial Regex Address();

    // As some cameras take it, after the host: ?user=admin&password=secret, /user=admin_password=secret_channel=1. What else follows a
    // password after an underscore may be part of it.
    [GeneratedRegex(@"(?i)((?:pas|pwd|psw|token|secret|auth|credential)\w{0,32}|key|pw)=(?:(?!_(?:channel|stream)=)[^&\s])*")]
    private static partial Regex NamedPassword();
}
