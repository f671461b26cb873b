using System.Diagnostics;
using Akka.Actor;
using Akka.Event;

namespace Actors.View;

/// <summary>Writes to one output, on a thread of its own since outputs block.</summary>
/// <remarks>
/// <code>
///  Open --it throws--> Broken --after a growing delay--> Open
/// </code>
/// While it is broken, frames pass it by and are counted as missed: one broken output never stops the others.
/// Every frame is acknowledged, written or not, since its buffer waits for that.
/// </remarks>
public sealed class SinkActor : ReceiveActor
{
    /// <summary>Write a frame; the sender is told <see cref="Written"/> when its picture is free again.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Order">Its place among the camera's.</param>
    /// <param name="HoldsFrame">Whether the frame's buffer waits for that; said back.</param>
    public sealed record Write(AnnotatedFrame Frame, long Order, bool HoldsFrame);

    /// <summary>The sink is done with a frame.</summary>
    public sealed record Written(long Order, bool HeldFrame);

    /// <summary>To the pipeline: whoever looked at this output has gone.</summary>
    /// <param name="Sink">The output, as the user named it.</param>
    /// <param name="Reason">What happened.</param>
    /// <param name="EndsRun">Whether the user thereby asked for the end of the run.</param>
    public sealed record Closed(string Sink, string Reason, bool EndsRun);

    private static readonly TimeSpan FirstReopenDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestReopenDelay = TimeSpan.FromSeconds(30);

    private readonly SinkSpec _spec;
    private readonly string? _camera;
    private readonly SinkMeter _meter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ISink? _sink;
    private TimeSpan _reopenDelay = FirstReopenDelay;
    private TimeSpan _reopenAt = TimeSpan.MinValue;
    private bool _closed;

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public SinkActor(SinkSpec spec, string? camera, SinkMeter meter)
    {
        _spec = spec;
        _camera = camera;
        _meter = meter;
        Receive<Write>(OnWrite);
    }

    /// <summary>An output.</summary>
    /// <param name="spec">What to open.</param>
    /// <param name="camera">For one camera, or null for all.</param>
    /// <param name="meter">Where its work is measured.</param>
    public static Props Props(SinkSpec spec, string? camera, SinkMeter meter) =>
        Akka.Actor.Props.Create(() => new SinkActor(spec, camera, meter)).WithDispatcher("actors.sink-dispatcher");

    /// <inheritdoc/>
    protected override void PostStop() => Close();

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void OnWrite(Write write)
    {
        if (_closed || Now < _reopenAt || !TryWrite(write.Frame))
        {
            _meter.CountMissed();
        }

        Sender.Tell(new Written(write.Order, write.HoldsFrame));
    }

    private bool TryWrite(AnnotatedFrame frame)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (_sink is null)
            {
                _sink = _spec.Open(_camera, _meter.Openings);
                _meter.Openings++;
            }

            _sink.Write(frame);
            _meter.Writing.AddSince(start);
            _reopenDelay = FirstReopenDelay;
            return true;
        }
        catch (SinkClosedException gone)
        {
            _closed = true;
            Context.Parent.Tell(new Closed(_spec.ToString(), gone.Message, gone.EndsRun));
        }
#pragma warning disable CA1031 // An output can break in any way its library knows; none of them may stop the others.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            _log.Error("Output {0}: {1} Trying again in {2:0} s.", _spec, broken.Message, _reopenDelay.TotalSeconds);
            _reopenAt = Now + _reopenDelay;
            _reopenDelay = _reopenDelay * 2 < LongestReopenDelay ? _reopenDelay * 2 : LongestReopenDelay;
        }

        Close();
        return false;
    }

    private void Close()
    {
        try
        {
            _sink?.Dispose();
        }
#pragma warning disable CA1031 // As above: what is broken may break again while it closes.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            _log.Error("Output {0} did not close properly: {1}", _spec, broken.Message);
        }

        _sink = null;
    }
}
