using Actors.Interop;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench;

/// <summary>An SSD's raw outputs into detections: 1917 boxes of 91 classes, 8-bit, thirty of them above the threshold and overlapping.</summary>
[MemoryDiagnoser]
public class RawDecodeBenchmarks
{
    private const int Boxes = 1917;
    private const int Classes = 91;
    private const int Above = 30;

    private DetectionDecoder _decoder = null!;
    private Answer _answer = null!;

    [ParamsAllValues]
    public RawSsd.ScoreForm Scores { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var anchors = SsdAnchors.Parse([.. Enumerable.Range(0, Boxes).Select(i => FormattableString.Invariant($"{i % 19 / 19f}, {i / 19 % 19 / 19f}, 0.3, 0.3"))]);

        // Logits from -8 to 8; as probabilities the lowest is 0.
        var scale = Scores == RawSsd.ScoreForm.Probability ? new Quantization(1 / 256f, 0) : new Quantization(1 / 16f, 128);
        _decoder = DetectionDecoder.For(
            [
                new("boxes", TensorType.UInt8, [1, Boxes, 4], new Quantization(1 / 16f, 128)),
                new("classes", TensorType.UInt8, [1, Boxes, Classes], scale),
            ],
            "model", new RawSsd(anchors) { Scores = Scores });
        var scores = new byte[Boxes * Classes];
        for (var i = 0; i < Above; i++)
        {
            scores[i * Classes + 1 + i % 5] = 240;
        }

        _answer = new Answer([.. Enumerable.Repeat((byte)128, Boxes * 4)], scores);
    }

    [Benchmark]
    public int Decode() => _decoder.Decode(_answer, new DetectionFilter(0.5f, 20)).Length;

    private sealed class Answer(params byte[][] outputs) : IModelOutputs
    {
        public ReadOnlySpan<byte> Output(int index) => outputs[index];
    }
}
