namespace Actors.Capture.Ffmpeg;

/// <summary>Opens an input in the way that costs least: JPEGs are decoded here, as small as need be; all else is decoded and reduced by <c>ffmpeg</c>, by hardware where there is some.</summary>
/// <param name="Input">The input.</param>
/// <param name="Options">How it is to be decoded.</param>
/// <param name="Skip">How many of its first frames to leave out.</param>
/// <param name="Stopping">Ends the attempt.</param>
/// <remarks>
/// What an input holds shows when it is open, so that a guess that was wrong costs opening it again:
/// <code>
///  http camera --> Copy --no JPEGs--> Decode, any hardware --fails--> Decode, software
///  all else ------------------------->  |  \--H.264, and only the kernel decodes it--> Decode, kernel --fails--> software
///                                       \--JPEGs--> Copy
/// </code>
/// </remarks>
internal sealed record FfmpegOpening(FfmpegInput Input, DecodeOptions Options, long Skip, CancellationToken Stopping)
{
    // The first that knows all options it is given; -fps_mode is the latest of them.
    private const string OldestVersion = "5.1";

    /// <summary>Opens it, and waits for its first frame.</summary>
    /// <exception cref="SourceException">ffmpeg is not installed, or too old, or gets no video from there.</exception>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    public FfmpegStream Open() =>
        (Input.SendsJpegsPerhaps ? Jpegs() : null)
        ?? Video(Options.Decoding == Decoding.Auto ? Acceleration.Any : Acceleration.None)
        ?? Jpegs()
        ?? throw new SourceException(Input.NoVideo);

    /// <summary>Null where it holds none.</summary>
    private FfmpegStream? Jpegs() => Attempt(FfmpegCommand.Copy(Input), process =>
    {
        var opened = process.WaitForStream();
        return opened && process.Log.Codec == FfmpegLog.MotionJpeg ? new FfmpegJpegs(process, Input.Name)
            : opened || process.Log.HasVideo ? null
            : throw NoVideo(process);
    });

    /// <summary>Null where it holds JPEGs.</summary>
    private FfmpegStream? Video(Acceleration acceleration)
    {
        Acceleration? next = null;
        var video = Attempt(FfmpegCommand.Decode(Input, acceleration, Options.Need, Skip), process =>
        {
            var opened = process.WaitForStream();
            if (opened && process.Log.Codec == FfmpegLog.MotionJpeg)
            {
                return null;
            }

            if (opened && process.Log.Codec == "h264" && acceleration == Acceleration.Any && !process.Log.TriesHardware && Input.HasKernelDecoder)
            {
                next = Acceleration.Kernel;
                return null;
            }

            if (opened && FfmpegVideo.From(process) is { } first)
            {
                return first;
            }

            // A driver that is there need not work.
            next = acceleration != Acceleration.None && process.Log.HasVideo ? Acceleration.None : throw NoVideo(process);
            return null;
        });
        return next is { } other ? Video(other) : video;
    }

    private FfmpegStream? Attempt(IReadOnlyList<string> command, Func<FfmpegProcess, FfmpegStream?> open)
    {
        var process = FfmpegProcess.Start(Input.Program, command);
        FfmpegStream? opened = null;
        try
        {
            // Nothing that is waited for here can be interrupted, but the process can.
            using var end = Stopping.Register(process.Kill);
            var stream = open(process);
            Stopping.ThrowIfCancellationRequested();
            return opened = stream;
        }
        finally
        {
            if (opened is null)
            {
                process.Dispose();
            }
        }
    }

    private SourceException NoVideo(FfmpegProcess process)
    {
        Stopping.ThrowIfCancellationRequested();
        process.WaitForEnd();
        return process.Log.LacksOption
            ? new SourceException($"ffmpeg {OldestVersion} or newer is needed, and an older one is installed.{process.Complaint}") { IsMissing = true }
            : new SourceException($"{Input.NoVideo}{process.Complaint}");
    }
}
