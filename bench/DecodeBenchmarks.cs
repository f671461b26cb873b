using System.Runtime.InteropServices;
using Actors.Interop;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench;

/// <summary>A detector's four outputs into detections, ten of them above the threshold, by how many the model gives.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int Found = 10;

    private DetectionDecoder _decoder = null!;
    private Answer _answer = null!;

    [Params(10, 100)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _decoder = DetectionDecoder.For(
            [
                new("boxes", TensorType.Float32, [1, Entries, 4], default),
                new("classes", TensorType.Float32, [1, Entries], default),
                new("scores", TensorType.Float32, [1, Entries], default),
                new("count", TensorType.Float32, [1], default),
            ],
            "model");
        _answer = new Answer(
            [.. Enumerable.Range(0, Entries * 4).Select(edge => edge % 4 < 2 ? 0.2f : 0.6f)],
            [.. Enumerable.Range(0, Entries).Select(entry => (float)entry)],
            [.. Enumerable.Range(0, Entries).Select(entry => entry < Found ? 0.9f - entry * 0.01f : 0.1f)],
            [Entries]);
    }

    [Benchmark]
    public int Decode() => _decoder.Decode(_answer, new DetectionFilter(0.5f, 20)).Length;

    private sealed class Answer(params float[][] outputs) : IModelOutputs
    {
        public ReadOnlySpan<byte> Output(int index) => MemoryMarshal.AsBytes<float>(outputs[index]);
    }
}
