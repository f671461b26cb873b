using System.Buffers;
using System.Text.Json;

namespace Actors.View;

/// <summary>Writes each frame's result as one line of JSON, to a file or to standard output.</summary>
internal sealed class JsonLinesSink : ISink
{
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly bool _isPipe;

    public JsonLinesSink(string path)
    {
        _isPipe = path == "-";
        _stream = _isPipe
            ? Console.OpenStandardOutput()
            : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
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
            _stream.Flush();
        }
        catch (IOException gone) when (_isPipe)
        {
            throw new SinkClosedException("Nobody reads standard output any more.", gone);
        }
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }
}
