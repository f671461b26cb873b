using System.Globalization;
using System.Text.Json;

namespace Actors.View;

/// <summary>Writes results as JSON, in the one schema that all of the program's outputs share.</summary>
public static class ResultJson
{
    // Results are data for programs and logs: class names in any language stay readable, nothing is HTML.
    /// <summary>How it is written.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one frame's result as an object.</summary>
    public static void Write(Utf8JsonWriter json, FrameResult result)
    {
        json.WriteStartObject();
        json.WriteString("camera", result.Frame.Camera);
        json.WriteNumber("sequence", result.Frame.Sequence);
        json.WriteString("captured", result.Captured.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("device", result.Device);
        json.WriteNumber("attempt", result.Attempt);
        json.WriteStartObject("latency");
        json.WriteNumber("prepareMs", Rounded(result.Latency.PrepareMs, 2));
        json.WriteNumber("waitMs", Rounded(result.Latency.WaitMs, 2));
        json.WriteNumber("inferMs", Rounded(result.Latency.InferMs, 2));
        json.WriteNumber("totalMs", Rounded(result.Latency.TotalMs, 2));
        json.WriteEndObject();
        WriteDetections(json, result.Detections);
        json.WriteEndObject();
    }

    /// <summary>Writes the property <c>detections</c>: boxes in pixels of the original picture.</summary>
    public static void WriteDetections(Utf8JsonWriter json, IReadOnlyList<DetectedObject> detections)
    {
        json.WriteStartArray("detections");
        foreach (var found in detections)
        {
            json.WriteStartObject();
            json.WriteNumber("classId", found.ClassId);
            json.WriteString("label", found.Label);
            json.WriteNumber("score", Rounded(found.Score, 4));
            json.WriteStartObject("box");
            json.WriteNumber("x", Rounded(found.Box.X, 1));
            json.WriteNumber("y", Rounded(found.Box.Y, 1));
            json.WriteNumber("width", Rounded(found.Box.Width, 1));
            json.WriteNumber("height", Rounded(found.Box.Height, 1));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A number with so many decimals, so that none reads 0.30000001192092896 and all read alike.</summary>
    public static decimal Rounded(double value, byte decimals) =>
        Math.Round((decimal)value, decimals) + new decimal(0, 0, 0, isNegative: false, decimals);
}
