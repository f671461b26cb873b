namespace Actors.View;

/// <summary>Somewhere finished frames go. Used by one thread; opened by its constructor or its first frame.</summary>
public interface ISink : IDisposable
{
    /// <summary>Takes a frame. May block; the picture is the sink's only until it returns.</summary>
    /// <exception cref="SinkClosedException">Nobody reads any more: a window was closed, a pipe broken.</exception>
    /// <exception cref="Exception">The sink broke; it is disposed, and made anew after a while.</exception>
    void Write(AnnotatedFrame frame);
}
