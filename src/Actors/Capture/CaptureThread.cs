using System.Diagnostics;
using Akka.Actor;

namespace Actors.Capture;

/// <summary>Reads a source on a thread of its own and tells the camera's actor of every frame.</summary>
/// <remarks>Reading blocks for as long as the source likes, so it has no place on an actor's dispatcher.</remarks>
internal sealed class CaptureThread
{
    private static readonly TimeSpan StopNotice = TimeSpan.FromMilliseconds(50);

    // Of a source that gave frames; one that never did is waited for twice as long from the start.
    private static readonly TimeSpan FirstReopenDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestReopenDelay = TimeSpan.FromSeconds(10);

    private readonly CameraSettings _settings;
    private readonly bool _mustBeThere;
    private readonly FramePool _pool;
    private readonly CameraMeter _meter;
    private readonly IActorRef _camera;
    private readonly FlightBudget.Share _flight;
    private readonly FlightBudget.Share _reading;
    private readonly CancellationToken _stopping;
    private readonly long _first;
    private long _sequence;
    private bool _anyReadable;

    // With what the camera was told of the source's decoding; null as a source opens.
    private (PictureNeed Need, PictureScale Scale)? _told;
    private volatile PictureNeed _need = PictureNeed.Full;

    // Set while it may read.
    private readonly ManualResetEventSlim _running = new(initialState: true);

    // The latest frame that was none, told once another follows: a source of nothing else fails with it.
    private SourceException? _untold;

    /// <summary>Makes the thread. Every outcome reaches <paramref name="camera"/> as one of <see cref="CameraActor"/>'s messages.</summary>
    public CaptureThread(
        CameraSettings settings, bool mustBeThere, FramePool pool, CameraMeter meter, IActorRef camera, FlightBudget.Share flight, FlightBudget.Share reading, CancellationToken stopping)
    {
        _settings = settings;
        _mustBeThere = mustBeThere;
        _pool = pool;
        _meter = meter;
        _camera = camera;
        _flight = flight;
        _reading = reading;
        _stopping = stopping;

        // A camera that takes the place of another of its name goes on counting, so that no two frames are called the same.
        _first = _sequence = meter.Captured;
    }

    /// <summary>How large frames are needed that are read from now on. May be set at any time, by any thread.</summary>
    public required PictureNeed Need
    {
        get => _need;
        set => _need = value;
    }

    /// <summary>Whether nothing is read. A live source is closed meanwhile, so that the camera may rest; a file goes on where it was. May be set at any time, by any thread.</summary>
    public bool Paused
    {
        get => !_running.IsSet;
        set
        {
            if (value)
            {
                _running.Reset();
            }
            else
            {
                _running.Set();
            }
        }
    }

    /// <summary>Starts reading.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = $"capture {_settings.Name}" }.Start();

    private void Run()
    {
        Exception? failure = null;
        try
        {
            ReadToTheEnd();
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
#pragma warning disable CA1031 // A thread has nobody above it: whatever failed is the camera's to report.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            failure = unexpected;
        }

        _camera.Tell(new CameraActor.SourceEnded(failure));
    }

    private void ReadToTheEnd()
    {
        var delay = FirstReopenDelay;
        while (true)
        {
            var before = _sequence;
            _running.Wait(_stopping);
            try
            {
                using var source = _settings.Source.Open(new DecodeOptions(Need, _settings.Decoding), _stopping);
                _told = null;
                _camera.Tell(new CameraActor.SourceOpened(source.Rate));
                if (!ReadAll(source))
                {
                    continue;
                }

                FailIfNoneReadable();
                return;
            }
            catch (SourceException broken) when (_settings.Source.IsLive && !(broken.IsMissing && _mustBeThere && _sequence == _first))
            {
                // What ends the program can reach a camera's own process first, and is no fault of the camera's.
                if (_stopping.WaitHandle.WaitOne(StopNotice))
                {
                    return;
                }

                // A camera that was never there is a mistake to report as the run starts; one that was unplugged, or that
                // a run was changed to, is waited for.
                // A source that gave frames starts afresh with a short delay; one that never does is asked ever more rarely.
                delay = _sequence > before ? FirstReopenDelay : Min(delay * 2, LongestReopenDelay);
                _camera.Tell(new CameraActor.SourceBroke(broken, delay));
                _stopping.WaitHandle.WaitOne(delay);
                _stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private bool IsBelowLimit => _settings.FrameLimit is not { } limit || _sequence - _first < limit;

    private void FailIfNoneReadable()
    {
        if (_untold is null)
        {
            return;
        }

        if (!_anyReadable)
        {
            throw new SourceException(_untold.Message, _untold);
        }

        TellUnreadable();
    }

    private void TellUnreadable()
    {
        if (_untold is not null)
        {
            _camera.Tell(new CameraActor.FrameUnreadable(_untold));
            _untold = null;
        }
    }

    // Once for each opening, each time that frames are needed in another size, and where a source comes round to that later.
    private void TellDecoding(IFrameSource source, Frame frame, PictureNeed need)
    {
        if (source.Decoder.Length > 0 && !(_told is var (needed, scale) && needed == need && (scale == frame.Scale || scale.Full != frame.Scale.Full)))
        {
            _told = (need, frame.Scale);
            _camera.Tell(new CameraActor.SourceDecodes(source.Decoder, frame.Scale, frame.Image.Size()));
        }
    }

    /// <summary>Reads until there is no more; or, where it returns false, until a live source is paused.</summary>
    private bool ReadAll(IFrameSource source)
    {
        while (IsBelowLimit)
        {
            if (Paused)
            {
                if (_settings.Source.IsLive)
                {
                    return false;
                }

                _running.Wait(_stopping);
            }

            var frame = Rent();
            if (!TryRead(source, frame))
            {
                Return(frame);
                break;
            }
        }

        return true;
    }

    // What is read of a file is on its way from then on. A live source is always read, and the camera decides.
    private Frame Rent()
    {
        if (_settings.OnFull == OnFull.DropOldest)
        {
            return _pool.Rent(_stopping);
        }

        _flight.Enter(_stopping);
        try
        {
            _reading.Enter(_stopping);
            try
            {
                var frame = _pool.Rent(_stopping);
                frame.SetOut(_flight, _reading);
                return frame;
            }
            catch
            {
                _reading.Leave();
                throw;
            }
        }
        catch
        {
            _flight.Leave();
            throw;
        }
    }

    private void Return(Frame frame)
    {
        frame.Arrive();
        _pool.Return(frame);
    }

    /// <summary>Reads one frame and hands it on; false at the end of the source or of the frames it may give.</summary>
    private bool TryRead(IFrameSource source, Frame frame)
    {
        while (IsBelowLimit)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var need = Need;
                if (source.Read(frame.Image, need, _stopping) is not { } scale)
                {
                    return false;
                }

                frame.Stamp(_sequence++, scale, source.Truth);
                _meter.CountCaptured(Stopwatch.GetTimestamp() - start);
                TellUnreadable();
                TellDecoding(source, frame, need);
                _anyReadable = true;
                _camera.Tell(frame);
                return true;
            }
            catch (SourceException unreadable) when (unreadable.FrameOnly)
            {
                _sequence++;
                _meter.CountCaptured(Stopwatch.GetTimestamp() - start);
                _meter.CountDrop(DropCause.Unreadable);
                TellUnreadable();
                _untold = unreadable;
            }
            catch
            {
                Return(frame);
                throw;
            }
        }

        return false;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
