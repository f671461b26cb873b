using System.Diagnostics;
using System.Globalization;
using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Akka.Actor;
using Akka.Event;
using OpenCvSharp;

namespace Actors.View;

/// <summary>Ends one camera's frames: puts results in order, draws them, hands them to the outputs, gives buffers back.</summary>
/// <remarks>
/// Every frame that the camera handed on comes here exactly once, inferred or dropped, in any order. It leaves in
/// order, and its buffer goes back to the camera when the last output is done with it. For a live camera an output
/// that is still busy with earlier frames misses this one; for a file the frame, and so the camera, waits for it.
/// </remarks>
public sealed class RendererActor : ReceiveActor
{
    /// <summary>A frame has its answer.</summary>
    /// <param name="Prepared">The frame.</param>
    /// <param name="Inference">The answer.</param>
    /// <param name="Task">What the device ran, which says what its classes are called.</param>
    public sealed record FrameInferred(PreparedFrame Prepared, TpuWorker.Inference Inference, DetectionTask Task)
    {
        /// <summary>When the answer came, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
        public long AnsweredTimestamp { get; init; } = Stopwatch.GetTimestamp();
    }

    /// <summary>A frame will not have one.</summary>
    public sealed record FrameDropped(Frame Frame, DropCause Cause);

    /// <summary>Frames go to these outputs from now on; answered with the same message, after which the others get nothing more.</summary>
    public sealed record UseOutputs(IReadOnlyList<Output> Outputs);

    /// <summary>An output of this renderer.</summary>
    /// <param name="Actor">The output.</param>
    /// <param name="Meter">Where frames are counted that it misses.</param>
    /// <param name="NeedsPicture">Whether it shows pictures.</param>
    /// <param name="Width">How wide; null for full frames.</param>
    public sealed record Output(IActorRef Actor, SinkMeter Meter, bool NeedsPicture, int? Width = null);

    private readonly record struct Finished(Frame Frame, FrameInferred? Inferred);

    // For a live camera: one frame being written and one waiting, so that an output that keeps up never idles.
    private const int MostOutstandingWhenLive = 2;

    // Results alone are small and hold no frame, so a reader may hesitate for a second or two and lose none.
    private const int MostResultsOutstandingWhenLive = 64;

    // With each, how many frames it has not yet acknowledged.
    private List<(Output Output, int Outstanding)> _outputs;
    private readonly CameraMeter _meter;
    private readonly BusyMeter _drawing;
    private readonly ReorderBuffer<Finished> _reorder = new();
    private readonly Dictionary<long, (Frame Frame, int Writers)> _writing = [];
    private readonly FrameRate _frameRate = new();
    private readonly FramePictures _pictures = new();

    // Of the outputs those that get the frame at hand, by their places in the list.
    private readonly List<int> _chosen = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private double _sourceRate;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public RendererActor(IReadOnlyList<Output> outputs, CameraMeter meter, BusyMeter drawing)
    {
        _outputs = [.. outputs.Select(output => (output, 0))];
        _meter = meter;
        _drawing = drawing;
        Receive<FrameInferred>(inferred => TakeIn(new Finished(inferred.Prepared.Frame, inferred)));
        Receive<FrameDropped>(dropped =>
        {
            _meter.CountDrop(dropped.Cause);
            TakeIn(new Finished(dropped.Frame, null));
        });
        Receive<SinkActor.Written>(OnWritten);
        Receive<UseOutputs>(OnUseOutputs);
        Receive<CameraActor.SourceOpened>(opened => _sourceRate = opened.Rate);
    }

    /// <summary>A camera's renderer.</summary>
    /// <param name="outputs">Where frames go.</param>
    /// <param name="meter">Where the camera's frames are counted.</param>
    /// <param name="drawing">Where drawing is measured.</param>
    public static Props Props(IReadOnlyList<Output> outputs, CameraMeter meter, BusyMeter drawing) =>
        Akka.Actor.Props.Create(() => new RendererActor(outputs, meter, drawing)).WithDispatcher("actors.render-dispatcher");

    private void OnUseOutputs(UseOutputs use)
    {
        _outputs = [.. use.Outputs.Select(output => (output, _outputs.Find(known => known.Output.Actor.Equals(output.Actor)).Outstanding))];
        Sender.Tell(use);
    }

    private void TakeIn(Finished finished)
    {
        finished.Frame.Arrive();
        _reorder.Add(finished.Frame.Order, finished);
        while (_reorder.TryTake(out var next))
        {
            if (next.Inferred is { } inferred)
            {
                Publish(next.Frame, inferred);
            }
            else
            {
                GiveBack(next.Frame);
            }
        }
    }

    private void Publish(Frame frame, FrameInferred inferred)
    {
        var result = Describe(frame, inferred);
        _meter.CountRendered(TimeSpan.FromMilliseconds(result.Latency.TotalMs));
        ChooseOutputs(frame);
        if (_pictures.AnyWanted)
        {
            Draw(frame, result);
        }

        // A file's frames wait for every output, so that no result piles up; a live camera's only for those that show them.
        var writers = 0;
        foreach (var i in _chosen)
        {
            var (output, outstanding) = _outputs[i];
            var holdsFrame = output.NeedsPicture || !frame.IsLive;
            writers += holdsFrame ? 1 : 0;
            _outputs[i] = (output, outstanding + 1);
            var picture = output.NeedsPicture ? _pictures.Of(SizeFor(frame, output)) : AnnotatedFrame.NoPicture;
            output.Actor.Tell(new SinkActor.Write(new AnnotatedFrame(result, picture, _sourceRate), frame.Order, holdsFrame));
        }

        if (writers == 0)
        {
            GiveBack(frame);
        }
        else
        {
            _writing.Add(frame.Order, (frame, writers));
        }
    }

    private void ChooseOutputs(Frame frame)
    {
        _chosen.Clear();
        _pictures.Clear();
        for (var i = 0; i < _outputs.Count; i++)
        {
            var (output, outstanding) = _outputs[i];
            if (frame.IsLive && outstanding >= (output.NeedsPicture ? MostOutstandingWhenLive : MostResultsOutstandingWhenLive))
            {
                output.Meter.CountMissed();
                continue;
            }

            _chosen.Add(i);
            if (output.NeedsPicture)
            {
                _pictures.Want(SizeFor(frame, output), frame);
            }
        }
    }

    private static Size SizeFor(Frame frame, Output output) => FramePictures.SizeFor(frame.Scale.Full, output.Width);

    private FrameResult Describe(Frame frame, FrameInferred inferred)
    {
        var (prepared, inference, task) = inferred;
        var geometry = frame.InputIn(task.Form)!.Geometry;
        var detections = inference.Detections;
        var objects = new DetectedObject[detections.Count];
        for (var i = 0; i < objects.Length; i++)
        {
            var found = detections[i];
            objects[i] = new DetectedObject(found.ClassId, task.Labels[found.ClassId], found.Score, geometry.ToFrame(found.Box));
        }

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

    private void Draw(Frame frame, FrameResult result)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var corner = string.Create(CultureInfo.InvariantCulture, $"{_frameRate.Next(start):0.0} fps  {result.Device}");
            _pictures.Make(frame);
            _pictures.Draw(frame, result, corner);
        }
#pragma warning disable CA1031 // The frame and its result are sound; only its boxes are missing from the picture.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.Error("Drawing frame {0} failed: {1}", frame.Id, failure.Message);
        }

        _drawing.AddSince(start);
    }

    private void OnWritten(SinkActor.Written written)
    {
        // An output that has been taken out meanwhile still gives back what it holds.
        if (_outputs.FindIndex(known => known.Output.Actor.Equals(Sender)) is >= 0 and var known)
        {
            _outputs[known] = (_outputs[known].Output, _outputs[known].Outstanding - 1);
        }

        if (!written.HeldFrame)
        {
            return;
        }

        var (frame, writers) = _writing[written.Order];
        if (writers > 1)
        {
            _writing[written.Order] = (frame, writers - 1);
            return;
        }

        _writing.Remove(written.Order);
        GiveBack(frame);
    }

    private static void GiveBack(Frame frame) => frame.Camera.Tell(frame.Returned);
}
