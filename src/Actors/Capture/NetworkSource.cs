using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Frames of a network camera, received and decoded by the program <c>ffmpeg</c>.</summary>
/// <remarks>
/// The FFmpeg inside OpenCV's packages is built without network protocols, and a decoder in a process of its own cannot
/// take this one down with a damaged stream. ffmpeg writes YUV4MPEG2 into a pipe: a line of text that gives the size and
/// the rate, then for each frame a line that begins with FRAME and the planes of 4:2:0 YUV, half the bytes of BGR.
/// </remarks>
internal sealed class NetworkSource : IFrameSource
{
    private const string Program = "ffmpeg";

    // How long a silent camera is waited for: longer than a camera's key frame interval, in ffmpeg's microseconds.
    private const string SilenceLimitUs = "4000000";

    // How long ffmpeg may take to end after its pipe has.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // A header line is some 60 characters; this much without a line's end is no YUV4MPEG2.
    private const int LongestLine = 512;

    private readonly Process _process;
    private readonly Stream _pipe;
    private readonly string _name;
    private Mat _planes = new();
    private byte[] _buffer = [];
    private volatile string _complaint = "";

    private NetworkSource(Process process, string name)
    {
        _process = process;
        _pipe = process.StandardOutput.BaseStream;
        _name = name;
        process.ErrorDataReceived += (_, said) => _complaint = string.IsNullOrWhiteSpace(said.Data) ? _complaint : said.Data.Trim();
        process.BeginErrorReadLine();
    }

    public double Rate { get; private set; }

    /// <summary>Connects to a camera, and waits for its first frame's size.</summary>
    /// <param name="url">The address.</param>
    /// <param name="name">The address without its password, for messages.</param>
    /// <param name="stopping">Ends the attempt.</param>
    /// <exception cref="SourceException">ffmpeg is not installed, or gets no video from there.</exception>
    public static NetworkSource Open(string url, string name, CancellationToken stopping)
    {
        var rtsp = url.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(Program, [
            "-nostdin", "-loglevel", "error",

            // RTSP over TCP where the camera can: over UDP a busy network shows as grey smears.
            .. rtsp ? ["-rtsp_flags", "prefer_tcp", "-timeout", SilenceLimitUs] : (string[])["-rw_timeout", SilenceLimitUs],
            "-flags", "low_delay", "-i", url,

            // The frames that come, when they come: without this ffmpeg repeats and drops them to keep an even pace. The
            // planes of colour have half the sides, which must be even for that.
            "-an", "-fps_mode", "passthrough", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2",
            "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        NetworkSource source;
        try
        {
            source = new NetworkSource(Process.Start(start)!, name);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new SourceException("Network cameras need the program ffmpeg, which is not installed. On Debian: apt-get install ffmpeg", missing) { IsMissing = true };
        }

        try
        {
            using var end = stopping.Register(source.Kill);
            source.ReadHeader();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public bool Read(Mat image, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();

        // A read of a pipe cannot be interrupted, but the writer at its other end can.
        using var end = stopping.Register(Kill);
        if (!ReadLine().StartsWith("FRAME", StringComparison.Ordinal) || !Fill())
        {
            stopping.ThrowIfCancellationRequested();
            throw new SourceException($"The camera {_name} gives no more frames.{Complaint}");
        }

        Cv2.CvtColor(_planes, image, ColorConversionCodes.YUV2BGR_I420);
        return true;
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
        _planes.Dispose();
    }

    private string Complaint => _complaint.Length > 0 ? $" ffmpeg says: {SourceUri.Masked(_complaint)}" : "";

    private void ReadHeader()
    {
        var words = ReadLine().Split(' ');
        var width = Number(words, 'W');
        var height = Number(words, 'H');
        if (words[0] != "YUV4MPEG2" || width <= 0 || height <= 0)
        {
            // What it has to say comes through another pipe, a moment later; waiting without a limit waits for that too.
            if (_process.WaitForExit(LastWords))
            {
                _process.WaitForExit();
            }

            throw new SourceException($"{_name} gives no video. Check the address, the user name and password, and that the camera is on the network.{Complaint}");
        }

        if (words.FirstOrDefault(word => word.StartsWith('F')) is { } rate && rate[1..].Split(':') is [var frames, var seconds]
            && double.TryParse(frames, CultureInfo.InvariantCulture, out var numerator) && double.TryParse(seconds, CultureInfo.InvariantCulture, out var denominator)
            && denominator > 0)
        {
            Rate = numerator / denominator;
        }

        // Planes of Y, U and V, the latter two of half the width and height.
        _buffer = GC.AllocateUninitializedArray<byte>(width * height * 3 / 2, pinned: true);
        _planes.Dispose();
        _planes = Mat.FromPixelData(height * 3 / 2, width, MatType.CV_8UC1, _buffer);
    }

    private static int Number(string[] words, char key) =>
        words.FirstOrDefault(word => word.StartsWith(key)) is { } word && int.TryParse(word.AsSpan(1), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Reads up to a line's end; what there is where the pipe ends before.</summary>
    private string ReadLine()
    {
        var line = new StringBuilder();
        while (line.Length < LongestLine && _pipe.ReadByte() is >= 0 and not '\n' and var letter)
        {
            line.Append((char)letter);
        }

        return line.ToString();
    }

    private bool Fill() => _pipe.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false) == _buffer.Length;

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
