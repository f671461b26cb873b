using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Actors.View;

/// <summary>Writes each frame's result as one line of JSON, to a file or to standard output.</summary>
internal sealed class JsonLinesSink : ISink
{
    // STDOUT_FILENO of unistd.h
    private const nint StandardOutput = 1;

    // EPIPE of errno.h, as .NET reports it.
    private const int BrokenPipe = 32;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    public JsonLinesSink(string path, bool append)
    {
        _stream = path == "-"
            ? OpenStandardOutput()
            : new FileStream(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _json = new Utf8JsonWriter(_line, ResultJson.Options);
    }

    public void Write(AnnotatedFrame frame)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        ResultJson.Write(_json, frame.Result);
        _json.Flush();
        _line.Write("\n"u8);
        try
        {
            // A line at a time, whole: whoever follows the file or pipe sees each result when it comes.
            _stream.Write(_line.WrittenSpan);
        }
        catch (IOException gone) when (gone.HResult == BrokenPipe)
        {
            throw new SinkClosedException("Nobody reads it any more.", gone);
        }
    }

    // The console's own stream says nothing when its reader has gone, so a pipe is opened as a file. A file is not:
    // it shares its position with whoever else writes there, which a file stream would keep to itself.
    private static Stream OpenStandardOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }
}
