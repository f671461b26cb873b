using System.Diagnostics;
using OpenCvSharp;

namespace Actors.Capture.Ffmpeg;

/// <summary>Frames of a network camera or a video file, received and decoded with the program <c>ffmpeg</c>.</summary>
/// <remarks>
/// The FFmpeg inside OpenCV's packages is built without network protocols, hardware decoders and much of what makes it fast, and
/// a decoder in a process of its own cannot take this one down with a damaged stream. Where frames turn out to be needed
/// larger than they were asked for, ffmpeg is started again: for a camera beside the one that runs, which goes on until the
/// new one has a frame; for a file at the very frame at which it is. A camera's is also started again for smaller ones, when
/// larger ones have not been needed for half a minute, as when somebody has looked at it and gone.
/// </remarks>
internal sealed class FfmpegSource : IFrameSource
{
    // What ends the program can reach ffmpeg first, as Ctrl-C in a terminal does.
    private static readonly TimeSpan StopNotice = TimeSpan.FromMilliseconds(50);

    // Who looks often comes back, and starting again costs a second of a processor.
    private static readonly TimeSpan BeforeSmaller = TimeSpan.FromSeconds(30);

    private readonly FfmpegInput _input;
    private readonly Decoding _decoding;
    private readonly CancellationTokenSource _closing = new();
    private FfmpegStream _stream;
    private Task<FfmpegStream>? _next;
    private long? _exceedsSince;

    // What it was last started again for: it does not get smaller than that.
    private PictureNeed? _startedFor;
    private long _frames;

    private FfmpegSource(FfmpegInput input, Decoding decoding, FfmpegStream stream)
    {

        // What is opened once more, for larger frames, is known not to send JPEGs.
        _input = input with { SendsJpegsPerhaps = false };
        _decoding = decoding;
        _stream = stream;
    }

    public double Rate => _stream.Rate;

    public string Decoder => _stream.Decoder;

    /// <summary>Opens an input, and waits for its first frame.</summary>
    /// <exception cref="SourceException">ffmpeg is not installed, or gets no video from there.</exception>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    public static FfmpegSource Open(FfmpegInput input, DecodeOptions options, CancellationToken stopping) =>
        new(input, options.Decoding, new FfmpegOpening(input, options, Skip: 0, stopping).Open());

    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        Adapt(need, stopping);

        // A read of a pipe cannot be interrupted, but the writer at its other end can.
        using var end = stopping.Register(_stream.Process.Kill);
        if (_stream.Read(image, need) is { } scale)
        {
            _frames++;
            return scale;
        }

        stopping.ThrowIfCancellationRequested();
        var ended = _stream.Process.WaitForEnd();
        if (!_input.IsLive && ended)
        {
            return null;
        }

        if (stopping.WaitHandle.WaitOne(StopNotice))
        {
            throw new OperationCanceledException(stopping);
        }

        throw new SourceException(_input.IsLive
            ? $"The camera {_input.Name} gives no more frames.{_stream.Process.Complaint}"
            : $"{_input.Name} breaks off after {_frames} frames.{_stream.Process.Complaint}");
    }

    public void Dispose()
    {
        _closing.Cancel();
        _stream.Dispose();
        _next?.ContinueWith(opened => opened.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private bool IsAsNeeded(PictureNeed need)
    {
        _exceedsSince = _input.IsLive && need != _startedFor && _stream.Exceeds(need) ? _exceedsSince ?? Stopwatch.GetTimestamp() : null;
        return _stream.Suffices(need) && !(_exceedsSince is { } since && Stopwatch.GetElapsedTime(since) > BeforeSmaller);
    }

    private void Adapt(PictureNeed need, CancellationToken stopping)
    {
        if (_next is null && IsAsNeeded(need))
        {
            return;
        }

        var options = new DecodeOptions(need, _decoding);
        if (!_input.IsLive)
        {
            _stream.Dispose();
            _stream = new FfmpegOpening(_input, options, _frames, stopping).Open();
            return;
        }

        if (_next is null)
        {
            _startedFor = need;
            _next = Task.Run(() => new FfmpegOpening(_input, options, Skip: 0, _closing.Token).Open());
        }

        if (!_next.IsCompleted)
        {
            return;
        }

        _stream.Dispose();

        // A camera that serves one at a time is connected to anew.
        _stream = _next.IsCompletedSuccessfully ? _next.Result : new FfmpegOpening(_input, options, Skip: 0, stopping).Open();
        (_next, _exceedsSince) = (null, null);
    }
}
