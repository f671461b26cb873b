using System.Diagnostics;
using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using OpenCvSharp;

namespace Actors.Host.Bench;

/// <summary>The fastest that a model can run on one CPU thread: its interpreter called in a loop on one prepared input, and nothing else.</summary>
internal static class BareLoop
{
    /// <summary>Inferences per second.</summary>
    public static double Measure(DetectionTask task, string camera, TimeSpan duration)
    {
        using var source = SourceUri.Parse(camera).Open();
        using var picture = new Mat();
        using var writer = new TensorWriter(task.Input, task.Prepare);
        using var tensor = new InputTensor(task.Input);
        source.Read(picture, CancellationToken.None);
        writer.Write(picture, tensor);
        using var interpreter = Interpreter.Open(task.Model!);
        interpreter.Inputs[0].CopyFrom(tensor.Memory.Span);
        interpreter.Invoke();
        var start = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            interpreter.Invoke();
            count++;
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
