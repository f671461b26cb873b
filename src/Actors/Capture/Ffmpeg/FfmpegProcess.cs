using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Actors.Capture.Ffmpeg;

/// <summary>A running <c>ffmpeg</c> that writes frames into a pipe.</summary>
internal sealed class FfmpegProcess : IDisposable
{
    // How long ffmpeg's words may take to come after its frames: they take another way.
    private static readonly TimeSpan WordsLimit = TimeSpan.FromSeconds(1);

    // How long ffmpeg may take to end after its pipe has: on a machine that is busy beyond its cores, more than a second.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    // A header line is some 60 characters; this much without a line's end is none.
    private const int LongestLine = 512;

    private readonly Process _process;
    private readonly BufferedStream _pipe;
    private readonly StringBuilder _line = new();
    private bool _disposed;

    private FfmpegProcess(Process process)
    {
        _process = process;
        _pipe = new BufferedStream(process.StandardOutput.BaseStream);
        process.ErrorDataReceived += (_, said) => Log.Add(said.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>What it says.</summary>
    public FfmpegLog Log { get; } = new();

    /// <summary>What it complains of, as the end of a message; empty where it does not.</summary>
    public string Complaint => Log.Complaint.Length > 0 ? $" ffmpeg says: {SourceUri.Masked(Log.Complaint)}" : "";

    /// <summary>Starts it.</summary>
    /// <exception cref="SourceException">It is not installed.</exception>
    public static FfmpegProcess Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return new FfmpegProcess(Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!);
        }
        catch (Win32Exception missing)
        {
            throw new SourceException("Network cameras need the program ffmpeg, which is not installed. On Debian: apt-get install ffmpeg", missing) { IsMissing = true };
        }
    }

    /// <summary>Waits until it has opened its input; false where it ends instead.</summary>
    public bool WaitForStream() => Log.Mapped.GetAwaiter().GetResult();

    /// <summary>Waits, its first frame being there, for what it says of it; false where it says nothing.</summary>
    public bool WaitForDecoder() => Log.Decoding.Wait(WordsLimit) && Log.Decoding.Result;

    /// <summary>Waits for the end of a process whose pipe has ended.</summary>
    /// <returns>Whether it did what it was to do.</returns>
    public bool WaitForEnd()
    {
        if (!_process.WaitForExit(EndLimit))
        {
            return false;
        }

        // Waiting without a limit waits for its last words, too.
        _process.WaitForExit();
        return _process.ExitCode == 0;
    }

    /// <summary>Reads up to a line's end; null where the pipe ends before anything.</summary>
    public string? ReadLine()
    {
        _line.Clear();
        int letter;
        while (_line.Length < LongestLine && (letter = _pipe.ReadByte()) is not '\n')
        {
            if (letter < 0)
            {
                return _line.Length > 0 ? _line.ToString() : null;
            }

            _line.Append((char)letter);
        }

        return _line.ToString();
    }

    /// <summary>Reads as many bytes as there is room for; false where the pipe ends before.</summary>
    public bool Fill(Span<byte> bytes) => _pipe.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    /// <summary>Ends it, and with it any wait for it.</summary>
    public void Kill()
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

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
