using OpenCvSharp;

namespace Actors.Capture.Ffmpeg;

/// <summary>The frames that one <c>ffmpeg</c> gives, from its start to its end.</summary>
internal abstract class FfmpegStream(FfmpegProcess process) : IDisposable
{
    /// <summary>See <see cref="IFrameSource.Rate"/>.</summary>
    public virtual double Rate => Process.Log.Rate;

    /// <summary>See <see cref="IFrameSource.Decoder"/>.</summary>
    public virtual string Decoder => Process.Log.Decoder;

    /// <summary>The process.</summary>
    public FfmpegProcess Process { get; } = process;

    /// <summary>Whether its frames are as large as they are needed.</summary>
    public abstract bool Suffices(PictureNeed need);

    /// <summary>Whether its frames could be smaller by a whole factor, and would still be as large as they are needed.</summary>
    public virtual bool Exceeds(PictureNeed need) => false;

    /// <summary>Reads the next frame; null where there is no further.</summary>
    public abstract PictureScale? Read(Mat image, PictureNeed need);

    /// <summary>Ends the process.</summary>
    public virtual void Dispose() => Process.Dispose();
}
