using System.Diagnostics;
using Actors.Prepare;

namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>Prepares frames, one at a time.</summary>
internal sealed class PrepareStage(DetectionTask task) : IDisposable
{
    private readonly TensorWriter _writer = new(task.Input, task.Prepare);

    public void Prepare(Job job)
    {
        var start = Stopwatch.GetTimestamp();
        job.Geometry = _writer.Write(job.Image, job.Input);
        job.ReadyTimestamp = Stopwatch.GetTimestamp();
        job.PrepareTime = Stopwatch.GetElapsedTime(start, job.ReadyTimestamp);
    }

    public void Dispose() => _writer.Dispose();
}
