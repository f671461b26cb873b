using System.Diagnostics;
using System.Globalization;
using Actors.View;

namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>Puts each camera's frames in order, draws them, shows them, and gives their buffers back. Used by one thread at a time.</summary>
internal sealed class ViewStage
{
    private readonly Workload _workload;
    private readonly ReorderBuffer<Job?>[] _reorder;
    private readonly FrameRate[] _rates;

    public ViewStage(Workload workload)
    {
        _workload = workload;
        _reorder = [.. workload.Settings.Cameras.Select(_ => new ReorderBuffer<Job?>())];
        _rates = [.. workload.Settings.Cameras.Select(_ => new FrameRate())];
    }

    public void TakeIn(Outcome outcome)
    {
        var reorder = _reorder[outcome.Camera];
        reorder.Add(outcome.Order, outcome.Job);
        while (reorder.TryTake(out var next))
        {
            if (next is not null)
            {
                Show(next);
                next.GiveBack();
            }
        }
    }

    public void Show(Job job)
    {
        var labels = _workload.Settings.Task.Labels;
        var objects = new DetectedObject[job.Detections.Count];
        for (var i = 0; i < objects.Length; i++)
        {
            var found = job.Detections[i];
            objects[i] = new DetectedObject(found.ClassId, labels[found.ClassId], found.Score, job.Geometry.ToFrame(found.Box));
        }

        var now = Stopwatch.GetTimestamp();
        var latency = new FrameLatency(
            job.PrepareTime.TotalMilliseconds,
            Math.Max(0, (Stopwatch.GetElapsedTime(job.ReadyTimestamp, now) - job.InferTime).TotalMilliseconds),
            job.InferTime.TotalMilliseconds,
            Stopwatch.GetElapsedTime(job.CapturedTimestamp, now).TotalMilliseconds);
        var result = new FrameResult(job.Id, job.CapturedAt, job.Device, 1, latency, objects);
        Painter.Draw(job.Image, job.Image.Size(), objects, string.Create(CultureInfo.InvariantCulture, $"{_rates[job.Camera].Next(now):0.0} fps  {job.Device}"));
        _workload.Recorder.Write(new AnnotatedFrame(result, job.Image, 0));
    }
}
