using Actors.Truth;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>An open source of frames. Used by one thread.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Frames per second as the source states them; 0 where it does not.</summary>
    double Rate { get; }

    /// <summary>What decodes the frame that was read last, for people: <c>h264 (vaapi)</c>; empty where nothing has to be decoded.</summary>
    string Decoder { get; }

    /// <summary>What is in the frame that was read last; null where the source does not know, as cameras and files do not.</summary>
    FrameTruth? Truth => null;

    /// <summary>Reads the next frame into a buffer, blocking until it is there.</summary>
    /// <param name="image">Becomes the frame, 8-bit BGR; or a reduced copy, where that costs less and suffices.</param>
    /// <param name="need">How large it is needed; may differ from frame to frame. Until a source that has to be opened anew for larger ones has been, they are smaller.</param>
    /// <param name="stopping">Ends a wait for the next frame.</param>
    /// <returns>How what was read stands to the full frame; null at the end of a finite source.</returns>
    /// <exception cref="SourceException">The source broke, or (<see cref="SourceException.FrameOnly"/>) this frame did.</exception>
    /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
    PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping);
}
