using System.Diagnostics;
using Actors.Capture;
using Actors.Prepare;

namespace Actors.View;

/// <summary>One object in a picture.</summary>
/// <param name="ClassId">The model's class number.</param>
/// <param name="Label">Its name.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Box">In pixels of the full frame, however large it was decoded.</param>
public sealed record DetectedObject(int ClassId, string Label, float Score, PixelBox Box);

/// <summary>Where a frame's time went, in milliseconds.</summary>
/// <param name="PrepareMs">Making the model's input.</param>
/// <param name="WaitMs">Waiting for a device.</param>
/// <param name="InferMs">On the device.</param>
/// <param name="TotalMs">Capture to result in order.</param>
public readonly record struct FrameLatency(double PrepareMs, double WaitMs, double InferMs, double TotalMs);

/// <summary>What is known of a frame that came out at the end.</summary>
public sealed record FrameResult(
    FrameId Frame,
    DateTimeOffset Captured,
    string Device,
    int Attempt,
    FrameLatency Latency,
    IReadOnlyList<DetectedObject> Detections)
{
    /// <summary>Of a frame that has its answer.</summary>
    internal static FrameResult Of(Frame frame, RendererActor.FrameInferred inferred, AnswerFilter filter)
    {
        var (prepared, inference, task) = inferred;
        var objects = filter.Describe(inference.Detections, task, frame.InputIn(task.Form)!.Geometry);
        var now = Stopwatch.GetTimestamp();
        var sinceReady = Stopwatch.GetElapsedTime(prepared.ReadyTimestamp, inferred.AnsweredTimestamp);
        return new FrameResult(
            frame.Id, frame.CapturedAt, inference.Device, inference.Attempt,
            new FrameLatency(
                prepared.PrepareTime.TotalMilliseconds,
                Math.Max(0, (sinceReady - inference.InferTime).TotalMilliseconds),
                inference.InferTime.TotalMilliseconds,
                Stopwatch.GetElapsedTime(frame.CapturedTimestamp, now).TotalMilliseconds),
            objects);
    }
}
