using OpenCvSharp;

namespace Actors.Capture;

/// <summary>An open source of frames. Used by one thread.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Frames per second as the source states them; 0 where it does not.</summary>
    double Rate { get; }

    /// <summary>Reads the next frame into a buffer, blocking until it is there.</summary>
    /// <param name="image">Becomes the frame: 8-bit BGR, of the source's size.</param>
    /// <param name="stopping">Ends a wait for the next frame.</param>
    /// <returns>False at the end of a finite source.</returns>
    /// <exception cref="SourceException">The source broke, or (<see cref="SourceException.FrameOnly"/>) this frame did.</exception>
    /// <exception cref="OperationCanceledException">The camera is stopping.</exception>
    bool Read(Mat image, CancellationToken stopping);
}
