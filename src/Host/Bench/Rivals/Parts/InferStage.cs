using System.Diagnostics;
using Actors.Interop;
using Actors.Tpu;

namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>One device. Blocks for as long as it takes.</summary>
internal sealed class InferStage : IDisposable
{
    private readonly DetectionTask _task;
    private readonly IDevice _device;
    private readonly DetectionDecoder _decoder;

    public InferStage(int number, Workload workload)
    {
        _task = workload.Settings.Task;
        Name = $"{workload.Devices[number].Kind}:{number}";
        _device = workload.Devices[number].Open(_task.ModelOn(workload.Devices[number]), _task.Input);
        _decoder = DetectionDecoder.For(_device.Outputs, _task.ModelName, _task.Raw);
    }

    public string Name { get; }

    public void Infer(Job job)
    {
        var start = Stopwatch.GetTimestamp();
        _device.Run(job.Input.Memory, Timeout.InfiniteTimeSpan);
        job.Detections = _decoder.Decode(_device, _task.Filter);
        job.InferTime = Stopwatch.GetElapsedTime(start);
        job.Device = Name;
    }

    public void Dispose() => _device.Dispose();
}
