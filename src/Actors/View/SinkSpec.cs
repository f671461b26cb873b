using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Capture;
namespace Actors.View;

/// <summary>An output as a user names it.</summary>
public abstract partial record SinkSpec
{
    /// <summary>What is understood, for messages.</summary>
    public const string Forms = "jsonl:PATH (- for standard output), video:PATH, frames:DIR, window, none, auto; video, frames and window also with ?width=640";

    private const int SmallestWidth = 16;
    private const int LargestWidth = 16384;

    /// <summary>Whether every camera needs one of its own.</summary>
    public virtual bool PerCamera => false;

    /// <summary>Whether it shows pictures, so that boxes must be drawn.</summary>
    public virtual bool NeedsPicture => true;

    /// <summary>How wide its pictures are, in pixels, where frames are wider; null for full frames.</summary>
    public int? Width { get; init; }

    /// <summary>How large it needs frames.</summary>
    public PictureNeed Need => !NeedsPicture ? PictureNeed.None : Width is { } width ? PictureNeed.OfWidth(width) : PictureNeed.Full;

    /// <summary>Where it writes, whatever the size of its pictures.</summary>
    public string Place => (this with { Width = null }).ToString();

    /// <summary>The one file it writes, or null.</summary>
    public virtual string? File => null;

    /// <summary>Whether it would write over a file.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="cameras">The cameras that there are.</param>
    public virtual bool Overwrites(string path, IEnumerable<string> cameras) => File is { } file && Path.GetFullPath(file) == path;

    /// <summary>Opens it.</summary>
    /// <param name="camera">The camera, or null where the sink serves them all.</param>
    /// <param name="openings">How often this run has opened it before: what it wrote then is not to be overwritten.</param>
    /// <exception cref="IOException">It does not open.</exception>
    public abstract ISink Open(string? camera, int openings = 0);

    /// <summary>Checks that it can be written to, before anything starts.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not.</exception>
    public virtual void Probe()
    {
    }

    /// <summary>JSON, one line a frame.</summary>
    /// <param name="Path">The file, or <c>-</c>.</param>
    public sealed record JsonLines(string Path) : SinkSpec
    {
        /// <inheritdoc/>
        public override bool NeedsPicture => false;

        /// <inheritdoc/>
        public override string? File => Path == "-" ? null : Path;

        /// <inheritdoc/>
        public override void Probe()
        {
            if (Path != "-")
            {
                ProbeFile(Path);
            }
        }

        /// <inheritdoc/>
        public override ISink Open(string? camera, int openings = 0) => new JsonLinesSink(Path, append: openings > 0);

        /// <inheritdoc/>
        public override string ToString() => $"jsonl:{Path}";
    }

    /// <summary>A video file. With several cameras each has its own, its name before the extension.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="SeveralCameras">Whether to put the camera's name in.</param>
    public sealed record Video(string Path, bool SeveralCameras = false) : SinkSpec
    {
        /// <inheritdoc/>
        public override bool PerCamera => true;

        /// <inheritdoc/>
        public override string? File => Path;

        /// <inheritdoc/>
        public override void Probe()
        {
            // The cameras' own files lie beside this one.
            if (!SeveralCameras)
            {
                ProbeFile(Path);
                return;
            }

            ProbeFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        }

        /// <inheritdoc/>
        public override bool Overwrites(string path, IEnumerable<string> cameras) => cameras.Any(camera => System.IO.Path.GetFullPath(PathOf(camera)) == path);

        /// <inheritdoc/>
        public override ISink Open(string? camera, int openings = 0)
        {
            // A video cannot be appended to; what follows a break is another.
            return new VideoSink(PathOf(camera, openings > 0 ? $"-{openings + 1}" : ""));
        }

        private string PathOf(string? camera, string part = "") =>
            System.IO.Path.ChangeExtension(Path, null) + (SeveralCameras ? $"-{FileNameOf(camera!)}" : "") + part + System.IO.Path.GetExtension(Path);

        /// <inheritdoc/>
        public override string ToString() => $"video:{Path}{WidthText}";
    }

    /// <summary>A folder of pictures.</summary>
    /// <param name="Folder">The folder; made where it is missing.</param>
    public sealed record Frames(string Folder) : SinkSpec
    {
        /// <inheritdoc/>
        public override bool PerCamera => true;

        /// <inheritdoc/>
        public override void Probe()
        {
            Directory.CreateDirectory(Folder);
            ProbeFolder(Folder);
        }

        /// <inheritdoc/>
        public override bool Overwrites(string path, IEnumerable<string> cameras) =>
            Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)) && cameras.Any(camera => FrameFolderSink.IsNamed(Path.GetFileName(path), camera));

        /// <inheritdoc/>
        public override ISink Open(string? camera, int openings = 0) => new FrameFolderSink(Folder);

        /// <inheritdoc/>
        public override string ToString() => $"frames:{Folder}{WidthText}";
    }

    /// <summary>A window on the desktop for each camera.</summary>
    public sealed record Window : SinkSpec
    {
        /// <inheritdoc/>
        public override ISink Open(string? camera, int openings = 0) => new WindowSink();

        /// <inheritdoc/>
        public override string ToString() => $"window{WidthText}";
    }

    /// <summary>Viewers, who look at the newest picture while they are there. No output that a user names.</summary>
    /// <param name="Feed">Where they find it.</param>
    public sealed record Viewers(LiveFeed Feed) : SinkSpec
    {
        /// <inheritdoc/>
        public override bool PerCamera => true;

        /// <inheritdoc/>
        public override ISink Open(string? camera, int openings = 0) => new LiveSink(Feed);

        /// <inheritdoc/>
        public override string ToString() => $"viewers{WidthText}";
    }

    /// <summary>Reads outputs as written. <c>none</c> gives nothing, <c>auto</c> a window where there is a display, else JSON lines on standard output.</summary>
    /// <exception cref="FormatException">An output is not understood.</exception>
    public static IReadOnlyList<SinkSpec> ParseList(IEnumerable<string> texts, bool severalCameras)
    {
        var specs = texts.Select(text => Parse(text, severalCameras)).OfType<SinkSpec>().ToList();
        return specs.GroupBy(spec => spec.File is { } file ? Path.GetFullPath(file) : spec.Place).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new FormatException($"'{twice.First()}' is named twice.")
            : specs;
    }

    private static SinkSpec? Parse(string text, bool severalCameras)
    {
        if (Option().Match(text) is not { Success: true } option)
        {
            return ParsePlain(text, severalCameras);
        }

        if (option.Groups[1].Value != "width")
        {
            throw new FormatException($"'{text}': there is no option '{option.Groups[1].Value}'. There is width, as in video:out.mp4?width=640.");
        }

        if (!int.TryParse(option.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width is < SmallestWidth or > LargestWidth)
        {
            throw new FormatException($"'{text}': '{option.Groups[2].Value}' is no width from {SmallestWidth} to {LargestWidth} pixels.");
        }

        return ParsePlain(text[..option.Index], severalCameras) is { NeedsPicture: true } spec
            ? spec with { Width = width }
            : throw new FormatException($"'{text}': it shows no pictures, so that they have no width.");
    }

    private static SinkSpec? ParsePlain(string text, bool severalCameras) => text.Split(':', 2) switch
    {
        ["none"] => null,
        ["auto"] => HasDisplay ? new Window() : new JsonLines("-"),
        ["window"] => HasDisplay ? new Window() : throw new FormatException("'window' needs a display, and neither DISPLAY nor WAYLAND_DISPLAY names one that is there. Use video:PATH or frames:DIR."),
        ["jsonl", "-" or "/dev/stdout"] => new JsonLines("-"),
        ["jsonl", { Length: > 0 } path] => new JsonLines(InExistingFolder(text, path)),
        ["video", { Length: > 0 } path] when VideoSink.CanWrite(path) => new Video(InExistingFolder(text, path), severalCameras),
        ["video", { Length: > 0 } path] => throw new FormatException($"'{text}': a video's name ends in {VideoSink.Extensions}, not '{Path.GetExtension(path)}'."),
        ["frames", { Length: > 0 } folder] => !System.IO.File.Exists(folder) ? new Frames(folder) : throw new FormatException($"'{text}': there is a file of that name; frames need a folder."),
        _ => throw new FormatException($"'{text}' is no output. There are {Forms}."),
    };

    private string WidthText => Width is { } width ? string.Create(CultureInfo.InvariantCulture, $"?width={width}") : "";

    /// <summary>A camera's name in the name of a file: what a file's name cannot hold is escaped as in an address.</summary>
    internal static string FileNameOf(string camera) =>
        string.Concat(camera.Select(letter => letter == '%' || Path.GetInvalidFileNameChars().Contains(letter) ? Uri.HexEscape(letter) : letter.ToString()));

    private static void ProbeFile(string path)
    {
        if (System.IO.File.Exists(path))
        {
            // An empty one may be a named pipe, whose reader would take an opening and closing for the end.
            if (new FileInfo(path).Length > 0)
            {
                new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
            }

            return;
        }

        System.IO.File.Create(path).Dispose();
        System.IO.File.Delete(path);
    }

    private static void ProbeFolder(string folder)
    {
        var path = System.IO.Path.Combine(folder, $".actors-{Guid.NewGuid():N}");
        System.IO.File.Create(path).Dispose();
        System.IO.File.Delete(path);
    }

    private static bool HasDisplay => !OperatingSystem.IsLinux()
        || IsThere(Environment.GetEnvironmentVariable("DISPLAY"))
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    // A display of this machine, :0 or :10.0, has a socket; one of another machine is believed to be there.
    private static bool IsThere(string? display) =>
        display is { Length: > 0 } && (!display.StartsWith(':') || System.IO.File.Exists($"/tmp/.X11-unix/X{display[1..].Split('.')[0]}"));

    private static string InExistingFolder(string text, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder))
        {
            throw new FormatException($"'{text}': there is no folder '{folder}'. Make it first.");
        }

        return Directory.Exists(path) ? throw new FormatException($"'{text}': that is a folder, and a file is needed.") : path;
    }

    [GeneratedRegex(@"\?([A-Za-z-]+)=([^?/]*)$")]
    private static partial Regex Option();
}
