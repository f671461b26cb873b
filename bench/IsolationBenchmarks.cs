using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Tpu.Isolation;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench;

/// <summary>
/// The same model in this process and in one of its own; the difference is what isolation costs a frame. The model is that
/// which the environment variable ACTORS_BENCH_MODEL names; the faster it is, the clearer the difference.
/// </summary>
[MemoryDiagnoser]
public class IsolationBenchmarks
{
    private Model _model = null!;
    private InputTensor _input = null!;
    private IDevice _here = null!;
    private IDevice _there = null!;

    [GlobalSetup]
    public void Setup()
    {
        _model = Model.FromFile(Environment.GetEnvironmentVariable("ACTORS_BENCH_MODEL") ?? throw new InvalidOperationException("Name a .tflite file in ACTORS_BENCH_MODEL."));
        var spec = InputSpec.Of(Interpreter.Describe(_model).Inputs, _model.Name);
        _input = new InputTensor(spec);
        _here = new Device.Cpu(1).Open(_model, spec);
        _there = new Device.Isolated(new Device.Cpu(1), new DeviceHostProgram("dotnet", [HostAssembly.Path])).Open(_model, spec);
    }

    [Benchmark(Baseline = true)]
    public void InThisProcess() => _here.Run(_input.Memory, Timeout.InfiniteTimeSpan);

    [Benchmark]
    public void InAProcessOfItsOwn() => _there.Run(_input.Memory, Timeout.InfiniteTimeSpan);

    [GlobalCleanup]
    public void Cleanup()
    {
        _there.Dispose();
        _here.Dispose();
        _input.Dispose();
        _model.Dispose();
    }
}
