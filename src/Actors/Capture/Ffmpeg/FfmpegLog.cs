using System.Globalization;
using System.Text.RegularExpressions;
using OpenCvSharp;

namespace Actors.Capture.Ffmpeg;

/// <summary>What <c>ffmpeg</c> says of its work, line by line: which stream it reads, what decodes that, how large its frames are, and what went wrong.</summary>
/// <remarks>Lines come on a thread of their own; what is known is read from another one, after the task that waits for it.</remarks>
internal sealed partial class FfmpegLog
{
    /// <summary>ffmpeg's name for Motion JPEG.</summary>
    public const string MotionJpeg = "mjpeg";

    // Decoded frames come out of a graphics processor in one of these; software gives planes.
    private static readonly HashSet<string> HardwareFormats = ["nv12", "p010le", "p010"];

    private readonly Dictionary<string, (string Codec, double Rate)> _streams = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<bool> _mapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _decoding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _implementation = "native";
    private string? _accelerator;
    private string _format = "";
    private volatile string _complaint = "";

    /// <summary>True once <see cref="Codec"/> and <see cref="Rate"/> are known; false where ffmpeg ended before.</summary>
    public Task<bool> Mapped => _mapped.Task;

    /// <summary>True once <see cref="FullSize"/> and <see cref="Decoder"/> are known, with the first frame; false where ffmpeg ended before.</summary>
    public Task<bool> Decoding => _decoding.Task;

    /// <summary>Whether its input has opened, and has video.</summary>
    public bool HasVideo { get; private set; }

    /// <summary>The codec of the stream that is read, such as <c>h264</c>.</summary>
    public string Codec { get; private set; } = "";

    /// <summary>Frames per second as the stream states them; 0 where it does not.</summary>
    public double Rate { get; private set; }

    /// <summary>Whether ffmpeg has found a hardware decoder to try.</summary>
    public bool TriesHardware => _accelerator is not null;

    /// <summary>The size of the frames before they are reduced.</summary>
    public Size FullSize { get; private set; }

    /// <summary>What decodes, such as <c>h264 (vaapi)</c>.</summary>
    public string Decoder => $"{Codec} ({(_implementation != "native" ? _implementation : HardwareFormats.Contains(_format) ? _accelerator ?? "software" : "software")})";

    /// <summary>The latest error, or nothing: what was complained of before the first frame that it decoded was got over with it.</summary>
    public string Complaint => _complaint;

    /// <summary>Whether it does not know an option that it was given.</summary>
    public bool LacksOption => _complaint.Contains("Option not found", StringComparison.Ordinal) || _complaint.Contains("Unrecognized option", StringComparison.Ordinal);

    /// <summary>Takes the next line; null for the end.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            _mapped.TrySetResult(false);
            _decoding.TrySetResult(false);
            return;
        }

        if (Error().Match(line) is { Success: true } error)
        {
            _complaint = error.Groups[1].Value;
        }
        else if (!_decoding.Task.IsCompleted)
        {
            Learn(line);
        }
    }

    private void Learn(string line)
    {
        if (!_mapped.Task.IsCompleted && Stream().Match(line) is { Success: true } stream)
        {
            _ = double.TryParse(FramesPerSecond().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var rate);
            HasVideo = true;
            _streams[stream.Groups[1].Value] = (stream.Groups[2].Value, rate);
        }
        else if (Mapping().Match(line) is { Success: true } mapping && _streams.TryGetValue(mapping.Groups[1].Value, out var read))
        {
            (Codec, Rate) = read;
            _implementation = mapping.Groups[2] is { Success: true } decoder ? decoder.Value : _implementation;
            _mapped.TrySetResult(true);
        }
        else if (Accelerator().Match(line) is { Success: true } accelerator)
        {
            _accelerator = accelerator.Groups[1].Value;
        }
        else if (Format().Match(line) is { Success: true } format)
        {
            _format = format.Groups[1].Value;
        }
        else if (Scaling().Match(line) is { Success: true } scaling)
        {
            FullSize = new Size(Number(scaling.Groups[1]), Number(scaling.Groups[2]));
            _complaint = "";
            _decoding.TrySetResult(true);
        }
    }

    private static int Number(Group digits) => int.TryParse(digits.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // [h264 @ 0x55…] [error] error while decoding MB 61 33
    [GeneratedRegex(@"\[(?:error|fatal|panic)\] *(\S.*?)\s*$")]
    private static partial Regex Error();

    // [info]   Stream #0:0[0x1](eng): Video: h264 (Main) (avc1 / 0x31637661), yuv420p(progressive), 768x432, 187 kb/s, 10 fps, …
    [GeneratedRegex(@"Stream #(\d+:\d+)[^:]*: Video: (\w+)")]
    private static partial Regex Stream();

    [GeneratedRegex(@", (\d+(?:\.\d+)?) fps")]
    private static partial Regex FramesPerSecond();

    // [info]   Stream #0:0 -> #0:0 (h264 (native) -> wrapped_avframe (native)), or (copy)
    [GeneratedRegex(@"Stream #(\d+:\d+) -> #0:0 \((?:copy|\w+ \((\w+)\))")]
    private static partial Regex Mapping();

    // [h264 @ 0x55…] [info] Using auto hwaccel type vaapi with new default device.
    [GeneratedRegex(@"Using auto hwaccel type (\w+)")]
    private static partial Regex Accelerator();

    // [graph 0 input from stream 0:0 @ 0x55…] [verbose] w:1920 h:1080 pixfmt:yuv420p tb:1/15360 fr:30/1 sar:1/1
    [GeneratedRegex(@"\bpixfmt:(\w+)")]
    private static partial Regex Format();

    // [Parsed_scale_1 @ 0x55…] [verbose] w:1920 h:1080 fmt:yuv420p sar:1/1 -> w:640 h:360 fmt:yuv420p sar:1/1 flags:0x20
    [GeneratedRegex(@"\[Parsed_scale_\d+ @ [^\]]*\].* w:(\d+) h:(\d+) .*-> w:")]
    private static partial Regex Scaling();
}
