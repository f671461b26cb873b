using System.Buffers;
using System.Text.Json;
using Actors.Capture;
using Actors.Prepare;
using Actors.View;
using BenchmarkDotNet.Attributes;
using OpenCvSharp;

namespace Actors.Bench;

/// <summary>A result of ten objects: drawn into a VGA frame, that frame as a JPEG, and the result as a JSON line.</summary>
[MemoryDiagnoser]
public class ViewBenchmarks
{
    private readonly Mat _picture = new(480, 640, MatType.CV_8UC3, Scalar.All(90));
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly FrameResult _result = new(
        new FrameId("front", 41), DateTimeOffset.UnixEpoch, "cpu:0", 1, new FrameLatency(0.4, 0.1, 7.6, 9),
        [.. Enumerable.Range(0, 10).Select(i => new DetectedObject(i, $"class {i}", 0.9f - i / 20f, new PixelBox(20 + 40 * i, 30 + 30 * i, 120, 90)))]);

    [Benchmark]
    public void Draw() => Painter.Draw(_picture, _picture.Size(), _result.Detections, "30.0 fps  cpu:0");

    [Benchmark]
    public int Jpeg() => Cv2.ImEncode(".jpg", _picture, out var bytes) ? bytes.Length : 0;

    [Benchmark]
    public int JsonLine()
    {
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, ResultJson.Options);
        ResultJson.Write(json, _result);
        json.Flush();
        return _line.WrittenCount;
    }
}
