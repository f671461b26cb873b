using System.Diagnostics;
using System.Globalization;
using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Truth;
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
    /// <param name="Outputs">All of them.</param>
    /// <param name="Number">Grows, so that whoever sends several knows which is answered.</param>
    public sealed record UseOutputs(IReadOnlyList<Output> Outputs, long Number = 0);

    /// <summary>Only answers that pass it count from now on.</summary>
    public sealed record UseFilter(AnswerFilter Filter);

    /// <summary>An output of this renderer.</summary>
    /// <param name="Actor">The output.</param>
    /// <param name="Meter">Where frames are counted that it misses.</param>
    /// <param name="NeedsPicture">Whether it shows pictures.</param>
    /// <param name="Width">How wide; null for full frames.</param>
    /// <param name="Interval">
    /// For viewers, who look at the newest picture: they get one in so long at most, and none while they are at an earlier one,
    /// which counts as nothing missed. Zero for an output that gets all it can.
    /// </param>
    public sealed record Output(IActorRef Actor, SinkMeter Meter, bool NeedsPicture, int? Width = null, TimeSpan Interval = default)
    {
        /// <summary>Whether it is viewers, for whom no frame ever waits.</summary>
        public bool IsForViewers => Interval > TimeSpan.Zero;
    }

    private readonly record struct Finished(Frame Frame, FrameInferred? Inferred);

    // For a live camera: one frame being written and one waiting, so that an output that keeps up never idles.
    private const int MostOutstandingWhenLive = 2;

    // Results alone are small and hold no frame, so a reader may hesitate for a second or two and lose none.
    private const int MostResultsOutstandingWhenLive = 64;

    // A camera's pictures come a little early or late; one that comes earlier than by this part of the interval is too early.
    private const double Early = 0.25;

    // With each, how many frames it has not yet acknowledged; and of viewers when the next picture is due.
    private List<(Output Output, int Outstanding, long Due)> _outputs;
    private readonly CameraMeter _meter;
    private readonly BusyMeter _drawing;
    private readonly ResultFeed _results;
    private readonly ReorderBuffer<Finished> _reorder = new();
    private readonly Dictionary<long, (Frame Frame, int Writers)> _writing = [];
    private readonly FrameRate _frameRate = new();
    private readonly FramePictures _pictures = new();
    private readonly TruthComparison _comparison = new();

    // Of the outputs those that get the frame at hand, by their places in the list.
    private readonly List<int> _chosen = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private AnswerFilter _filter;
    private double _sourceRate;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public RendererActor(IReadOnlyList<Output> outputs, CameraMeter meter, BusyMeter drawing, ResultFeed results, AnswerFilter filter)
    {
        _outputs = [.. outputs.Select(output => (output, 0, 0L))];
        _meter = meter;
        _drawing = drawing;
        _results = results;
        _filter = filter;
        Receive<FrameInferred>(inferred => TakeIn(new Finished(inferred.Prepared.Frame, inferred)));
        Receive<FrameDropped>(dropped =>
        {
            _meter.CountDrop(dropped.Cause);
            TakeIn(new Finished(dropped.Frame, null));
        });
        Receive<SinkActor.Written>(OnWritten);
        Receive<UseOutputs>(OnUseOutputs);
        Receive<UseFilter>(use => _filter = use.Filter);
        Receive<CameraActor.SourceOpened>(opened => _sourceRate = opened.Rate);
    }

    /// <summary>A camera's renderer.</summary>
    /// <param name="outputs">Where frames go.</param>
    /// <param name="meter">Where the camera's frames are counted.</param>
    /// <param name="drawing">Where drawing is measured.</param>
    /// <param name="results">Who else hears of results; null for nobody.</param>
    /// <param name="filter">Which answers count; null for all.</param>
    public static Props Props(IReadOnlyList<Output> outputs, CameraMeter meter, BusyMeter drawing, ResultFeed? results = null, AnswerFilter? filter = null) =>
        Akka.Actor.Props.Create(() => new RendererActor(outputs, meter, drawing, results ?? new ResultFeed(), filter ?? AnswerFilter.All))
            .WithDispatcher("actors.render-dispatcher");

    /// <inheritdoc/>
    protected override void PreStart() => _drawing.CountWorker(1);

    /// <inheritdoc/>
    protected override void PostStop() => _drawing.CountWorker(-1);

    private void OnUseOutputs(UseOutputs use)
    {
        _outputs = [.. use.Outputs.Select(output =>
        {
            var known = _outputs.Find(known => known.Output.Actor.Equals(output.Actor));
            return (output, known.Outstanding, known.Due);
        })];
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
        var result = FrameResult.Of(frame, inferred, _filter);
        _meter.CountRendered(TimeSpan.FromMilliseconds(result.Latency.TotalMs));
        _results.Publish(result);
        if (frame.Truth is { } truth)
        {
            _meter.CountFound(_comparison.Of(truth, result.Detections, inferred.Task.Labels, _filter), _comparison.LeftOut);
        }

        // Of all frames, not of those few that a viewer is shown.
        var rate = _frameRate.Next(Stopwatch.GetTimestamp());
        ChooseOutputs(frame);
        if (_pictures.AnyWanted)
        {
            Draw(frame, result, rate);
        }

        // A file's frames wait for every output, so that no result piles up; a live camera's only for those that show them.
        var writers = 0;
        foreach (var i in _chosen)
        {
            var (output, outstanding, due) = _outputs[i];
            var holdsFrame = output.NeedsPicture || !frame.IsLive;
            writers += holdsFrame ? 1 : 0;
            _outputs[i] = (output, outstanding + 1, due);
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
            var (output, outstanding, due) = _outputs[i];
            if (output.IsForViewers)
            {
                if (outstanding > 0 || !IsDue(output, ref due))
                {
                    continue;
                }

                _outputs[i] = (output, outstanding, due);
            }
            else if (frame.IsLive && outstanding >= (output.NeedsPicture ? MostOutstandingWhenLive : MostResultsOutstandingWhenLive))
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

    private static bool IsDue(Output output, ref long due)
    {
        var interval = (long)(output.Interval.TotalSeconds * Stopwatch.Frequency);
        var now = Stopwatch.GetTimestamp();
        if (now < due - (long)(Early * interval))
        {
            return false;
        }

        // A camera as fast as its viewers keeps its pace, whichever side of it a single frame falls on.
        due = due + interval > now ? due + interval : now + interval;
        return true;
    }

    private static Size SizeFor(Frame frame, Output output) => FramePictures.SizeFor(frame.Scale.Full, output.Width);

    private void Draw(Frame frame, FrameResult result, double rate)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var corner = string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} fps  {result.Device}");
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
            _outputs[known] = _outputs[known] with { Outstanding = _outputs[known].Outstanding - 1 };
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
