using Actors.Interop;
using Actors.Prepare;
using BenchmarkDotNet.Attributes;
using OpenCvSharp;

namespace Actors.Bench;

/// <summary>One frame stretched into a 300x300 model input, by how pixels are made.</summary>
public class ResamplingBenchmarks
{
    private static readonly InputSpec Input = new(300, 300, 3, TensorType.UInt8, new Quantization(1 / 128f, 128));

    private readonly Mat _picture = new();
    private readonly InputTensor _tensor = new(Input);
    private TensorWriter? _writer;

    [Params(480, 1080, 2160)]
    public int Lines { get; set; }

    [ParamsAllValues]
    public Resampling Resampling { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        OpenCv.Require();
        _picture.Create(Lines, Lines == 480 ? 640 : Lines * 16 / 9, MatType.CV_8UC3);
        Cv2.Randu(_picture, Scalar.All(0), Scalar.All(255));
        _writer = new TensorWriter(Input, new PrepareSettings { Resampling = Resampling });
    }

    [Benchmark]
    public Geometry Write() => _writer!.Write(_picture, _tensor);
}
