using System.Buffers;
using System.Text;
using System.Text.Json;
using Actors.View;

namespace Actors.Host.Web;

/// <summary>Events as they go over the line: server-sent events (HTML standard, 9.2), each with one line of JSON.</summary>
internal static class EventText
{
    /// <summary>Nothing happened; sent now and then so that a connection that is gone is noticed.</summary>
    public static readonly ReadOnlyMemory<byte> StillHere = ":\n\n"u8.ToArray();

    /// <summary>An event.</summary>
    public static ReadOnlyMemory<byte> Of<T>(string name, T data)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        Begin(text, name);
        using (var json = new Utf8JsonWriter(text))
        {
            JsonSerializer.Serialize(json, data, ApiJson.Options);
        }

        text.Write("\n\n"u8);
        return text.WrittenMemory;
    }

    /// <summary>A frame's result, in the schema of all outputs.</summary>
    public static ReadOnlyMemory<byte> Of(FrameResult result)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        Begin(text, "detections");
        using (var json = new Utf8JsonWriter(text, ResultJson.Options))
        {
            ResultJson.Write(json, result);
        }

        text.Write("\n\n"u8);
        return text.WrittenMemory;
    }

    private static void Begin(ArrayBufferWriter<byte> text, string name) => text.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
}
